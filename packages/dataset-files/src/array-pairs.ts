import { demand, demandIndices, type Pairs } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** Samples of one side: `[n, …shape]` in row-major order. */
export interface SideArray {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/**
 * Pairs from arrays in memory: row i of u belongs to row i of v. The caller disposes of each batch.
 *
 * @example
 * const pairs = arrayPairs({ data: u, shape: [64] }, { data: v, shape: [28, 28, 1] });
 */
export function arrayPairs(u: SideArray, v: SideArray): Pairs {
  const [length, other] = [rowsOf(u), rowsOf(v)];
  demand(length > 0 && Number.isInteger(length) && length === other, () => ({
    argument: "pairs",
    expected: "at least one row, and as many of u as of v",
    received: `${length} rows of u and ${other} of v`,
  }));
  return {
    length,
    shape: { u: u.shape, v: v.shape },
    batch(indices) {
      demandIndices(indices, length);
      return { u: gather(u, indices), v: gather(v, indices) };
    },
  };
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);
const rowsOf = ({ data, shape }: SideArray) => data.length / sizeOf(shape);

function gather({ data, shape }: SideArray, indices: ArrayLike<number>): tf.Tensor {
  const size = sizeOf(shape);
  const rows = new Float32Array(indices.length * size);
  for (let i = 0; i < indices.length; i++)
    rows.set(data.subarray(indices[i] * size, (indices[i] + 1) * size), i * size);
  return tf.tensor(rows, [indices.length, ...shape]);
}
