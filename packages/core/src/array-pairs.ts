import { type NumericArray, sizeOf, toFloat32 } from "@crosstilt/formats";
import * as tf from "@tensorflow/tfjs-core";
import { demand, describe } from "./errors.js";
import { demandIndices, type Pairs } from "./pairs.js";

/** Samples of one side: `[n, …]` in row-major order, their number first. */
export interface SampleArray {
  readonly data: Float32Array;
  /** `[n, …sample]` */
  readonly shape: readonly number[];
}

/**
 * Pairs from arrays in memory, such as `readNpy` gives: row i of u belongs to row i of v. Numbers are held in 32 bits. The
 * caller disposes of each batch.
 *
 * @param u samples `[n, …]`; `shape` begins with their number.
 * @param v as many samples.
 * @throws when there are none, counts differ, a shape does not fit its numbers, or numbers are not finite.
 * @example
 * const pairs = arrayPairs(await readNpy("u.npy"), await readNpy("v.npy")); // of shapes [400, 6] and [400, 28, 28]
 */
export function arrayPairs(u: NumericArray, v: NumericArray): Pairs {
  const [left, right] = [sampleArray("u", u), sampleArray("v", v)];
  const [shapeU, shapeV] = [left.shape.slice(1), right.shape.slice(1)];
  const length = left.shape[0]!;
  demand(length === right.shape[0], () => ({
    argument: "pairs",
    expected: "as many samples of u as of v (row i of u belongs to row i of v)",
    received: `shapes [${u.shape}] and [${v.shape}]`,
  }));
  return {
    length,
    shape: { u: shapeU, v: shapeV },
    batch(indices) {
      demandIndices(indices, length);
      return { u: gather(left, indices), v: gather(right, indices) };
    },
  };
}

/** Chosen samples, `[rows.length, …]`, as a copy. */
export function takeSamples({ data, shape }: SampleArray, rows: ArrayLike<number>): SampleArray {
  const [, ...sample] = shape;
  const size = sizeOf(sample);
  const taken = new Float32Array(rows.length * size);
  for (let i = 0; i < rows.length; i++) taken.set(data.subarray(rows[i]! * size, (rows[i]! + 1) * size), i * size);
  return { data: taken, shape: [rows.length, ...sample] };
}

/** An array as samples `[n, …]` in 32 bits; refuses what is none, by the argument's name. */
export function sampleArray(argument: string, given: NumericArray): SampleArray {
  const valid = ArrayBuffer.isView(given?.data) && Array.isArray(given.shape);
  demand(valid, () => ({
    argument,
    expected: "{ data, shape } with a typed array in row-major order, as readNpy gives",
    received: Array.isArray(given) ? "an array" : describe(given),
    remedy: "Pass { data: Float32Array.from(rows.flat()), shape: [rows.length, rows[0].length] }",
  }));
  const { data, shape } = given;
  const [n = 0] = shape;
  demand(n > 0 && sizeOf(shape) === data.length, () => ({
    argument,
    expected: "a shape [n, …] that begins with the number of samples and fits the numbers",
    received: `shape [${shape}] for ${data.length} numbers`,
    remedy: `The number of samples comes first: [n, ${shape.join(", ")}]`,
  }));
  const numbers = toFloat32(data);
  const wrong = numbers.findIndex((value) => !Number.isFinite(value));
  demand(wrong < 0, () => ({
    argument: `${argument}, sample ${Math.floor((wrong * n) / numbers.length)}`,
    expected: "finite numbers that 32 bits hold",
    received: String(data[wrong]),
  }));
  return { data: numbers, shape };
}

function gather(samples: SampleArray, indices: ArrayLike<number>): tf.Tensor {
  const { data, shape } = takeSamples(samples, indices);
  return tf.tensor(data, [...shape]);
}
