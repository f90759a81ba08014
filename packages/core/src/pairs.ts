import type * as tf from "@tensorflow/tfjs-core";
import type { Generator } from "./generator.js";

/** Paired samples: row i of u belongs to row i of v. */
export interface Pairs {
  readonly length: number;
  /** Shape of one sample on each side, without the batch dimension; `[]` for labels. */
  readonly shape: { readonly u: readonly number[]; readonly v: readonly number[] };
  /** The samples at `indices`, `[indices.length, …shape]` on each side. The caller disposes of both. */
  batch(indices: ArrayLike<number>): PairBatch | Promise<PairBatch>;
}

export interface PairBatch {
  readonly u: tf.Tensor;
  readonly v: tf.Tensor;
}

/** The parts of a data set; `test` is never trained on. */
export interface DatasetSplits {
  readonly train: Pairs;
  readonly test: Pairs;
  readonly validation?: Pairs;
  /** Names, units and settings worth reporting beside results. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Index ranges `[0, size), [size, 2 size), …` covering 0 … length − 1, for passes in order. */
export function* blocks(length: number, size: number): Iterable<Int32Array> {
  for (let start = 0; start < length; start += size) {
    yield Int32Array.from({ length: Math.min(size, length - start) }, (_, i) => start + i);
  }
}

/** The batches of one epoch in random order; the last one may be smaller. */
export function* shuffledBatches(length: number, size: number, generator: Generator): Iterable<Int32Array> {
  const order = generator.permutation(length);
  for (let start = 0; start < length; start += size) yield order.slice(start, start + size);
}
