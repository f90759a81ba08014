import { demandIndices, type Pairs, sizeOf } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import type { OceanArrays } from "./generate.js";
import { coefficientCount, pathColumns } from "./generate-pair.js";
import type { Ocean } from "./ocean.js";

/** Coefficients as u, paths as v. */
export interface OceanPairs extends Pairs {
  /** The numbers the batches are made from. */
  readonly raw: OceanArrays;
}

/**
 * Pairs of potential and path: u = coefficients `[n, 2K]`, v = positions `[n, points, 2 · drifters]`. The caller disposes of
 * each batch.
 *
 * @example
 * const { u, v } = oceanPairs(ocean, await generatePairs(ocean, { count: 100 })).batch([0, 1]);
 */
export function oceanPairs(ocean: Ocean, raw: OceanArrays): OceanPairs {
  const shape = { u: [coefficientCount(ocean)], v: [ocean.settings.points, pathColumns(ocean)] };
  const length = raw.u.length / shape.u[0]!;
  return {
    raw,
    length,
    shape,
    batch(indices) {
      demandIndices(indices, length);
      return { u: rowsAt(raw.u, indices, shape.u), v: rowsAt(raw.v, indices, shape.v) };
    },
  };
}

function rowsAt(values: Float32Array, indices: ArrayLike<number>, shape: readonly number[]): tf.Tensor {
  const size = sizeOf(shape);
  const rows = new Float32Array(indices.length * size);
  for (let i = 0; i < indices.length; i++)
    rows.set(values.subarray(indices[i]! * size, (indices[i]! + 1) * size), i * size);
  return tf.tensor(rows, [indices.length, ...shape]);
}
