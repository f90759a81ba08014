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

/** What sizes of batches are allowed. */
interface Batching {
  /** No batch is smaller (default 1). */
  readonly minimum?: number;
  /** All have exactly the size that was asked for (default false). */
  readonly dropLast?: boolean;
}

/**
 * The batches of one epoch in random order, of at most `size` examples. They are even, at most one apart, since a remainder of a few
 * would take as large a step as the others on a loss that depends on the size. No batch is smaller than `minimum`, which comes before
 * `size`. With `dropLast` all have exactly `size`, and what remains is left out.
 */
export function* shuffledBatches(
  length: number,
  size: number,
  generator: Generator,
  { minimum = 1, dropLast = false }: Batching = {},
): Iterable<Int32Array> {
  const order = generator.permutation(length);
  const count = batchCount(length, size, { minimum, dropLast });
  const used = dropLast ? count * size : length;
  for (let i = 0; i < count; i++)
    yield order.slice(Math.floor((i * used) / count), Math.floor(((i + 1) * used) / count));
}

/** How many batches {@link shuffledBatches} gives. */
export function batchCount(length: number, size: number, { minimum = 1, dropLast = false }: Batching = {}): number {
  if (dropLast) return Math.floor(length / size);
  return Math.max(1, Math.min(Math.ceil(length / size), Math.floor(length / minimum)));
}
