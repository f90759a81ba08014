import * as tf from "@tensorflow/tfjs-core";
import { demand } from "./errors.js";
import { createGenerator } from "./generator.js";
import type { PairBatch, Pairs } from "./pairs.js";

export interface NegativesOptions {
  /** The side the negatives are of. */
  readonly side: "u" | "v";
  /** How many join each batch, drawn without replacement. */
  readonly count: number;
  /** Of the draws (default 1); the same batch gets the same negatives, so that a resumed training is the same. */
  readonly seed?: number;
}

/**
 * Pairs whose batches bring extra negatives of one side along: samples that belong to no pair, or to pairs that are not in the
 * batch. A loss of score statistics then has a mean over more samples in its denominators. The caller disposes of each batch.
 *
 * @param samples where they are drawn from, `[m, …shape]`; they stay the caller's and must outlive the pairs.
 * @throws when samples are of another shape than the side's, or fewer than `count`.
 * @example
 * const pairs = withNegatives(arrayPairs(u, v), tf.tensor2d(others), { side: "v", count: 256 });
 */
export function withNegatives(pairs: Pairs, samples: tf.Tensor, { side, count, seed = 1 }: NegativesOptions): Pairs {
  const [available, ...shape] = samples.shape;
  demand(String(shape) === String(pairs.shape[side]), () => ({
    argument: `negatives of ${side}`,
    expected: `samples of shape [${pairs.shape[side]}]`,
    received: `[${shape}]`,
  }));
  demand(Number.isInteger(count) && count > 0 && count <= available, () => ({
    argument: "count",
    expected: `an integer from 1 to the ${available} samples`,
    received: String(count),
  }));
  return {
    length: pairs.length,
    shape: pairs.shape,
    async batch(indices): Promise<PairBatch> {
      const batch = await pairs.batch(indices);
      const generator = createGenerator(seed).fork(Array.from(indices).join());
      const negatives = tf.tidy(() => {
        const drawn = tf.tensor1d(generator.permutation(available).slice(0, count), "int32");
        return tf.gather(samples, drawn);
      });
      return side === "u" ? { ...batch, negativesU: negatives } : { ...batch, negativesV: negatives };
    },
  };
}
