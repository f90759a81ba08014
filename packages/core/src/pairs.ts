import type * as tf from "@tensorflow/tfjs-core";
import { demand } from "./errors.js";
import type { Generator } from "./generator.js";

/** Paired samples: row i of u belongs to row i of v. */
export interface Pairs {
  readonly length: number;
  /** Shape of one sample on each side, without the batch dimension; `[]` for labels. */
  readonly shape: { readonly u: readonly number[]; readonly v: readonly number[] };
  /** The samples at `indices`, `[indices.length, …shape]` on each side. The caller disposes of both. */
  batch(indices: ArrayLike<number>): PairBatch | Promise<PairBatch>;
}

/** The samples of n pairs, and what else is known of them. */
export type PairBatch = {
  /** `[n, …shape]` */
  readonly u: tf.Tensor;
  readonly v: tf.Tensor;
  /** How much u i belongs to v j, `[n, n]`, for losses that need it; the identity says: each to its own. */
  readonly targets?: tf.Tensor2D;
  /** Samples that belong to no pair of the batch, `[k, …shape]`: extra negatives. */
  readonly negativesU?: tf.Tensor;
  readonly negativesV?: tf.Tensor;
};

/** The parts of a data set; `test` is never trained on. */
export interface DatasetSplits {
  readonly train: Pairs;
  readonly test: Pairs;
  readonly validation?: Pairs;
  /** Names, units and settings worth reporting beside results. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Refuses no indices and indices that are not integers from 0 to `length − 1`; for authors of data sets. */
export function demandIndices(indices: ArrayLike<number>, length: number): void {
  demand(indices.length > 0, () => ({ argument: "indices", expected: "at least one index", received: "none" }));
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    demand(Number.isInteger(index) && index >= 0 && index < length, () => ({
      argument: `indices[${i}]`,
      expected: `an integer from 0 to ${length - 1}`,
      received: String(index),
    }));
  }
}

/** Index ranges `[0, size), [size, 2 size), …` covering 0 … length − 1, for passes in order. */
export function* blocks(length: number, size: number): Iterable<Int32Array> {
  for (let start = 0; start < length; start += size) {
    yield Int32Array.from({ length: Math.min(size, length - start) }, (_, i) => start + i);
  }
}

/**
 * The batches of one epoch in random order; the last one may be smaller, but not below `minimum`: the one before then gives it what
 * is missing.
 */
export function* shuffledBatches(
  length: number,
  size: number,
  generator: Generator,
  minimum = 1,
): Iterable<Int32Array> {
  const order = generator.permutation(length);
  const last = Math.floor((length - 1) / size) * size;
  const lastStart = Math.max(0, Math.min(last, length - Math.min(minimum, size)));
  for (let start = 0; start < last; start += size) yield order.slice(start, Math.min(start + size, lastStart));
  yield order.slice(lastStart);
}
