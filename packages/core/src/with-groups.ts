import * as tf from "@tensorflow/tfjs-core";
import { demand } from "./errors.js";
import type { PairBatch, Pairs } from "./pairs.js";

/**
 * Pairs of which several may belong together: their batches have targets `[n, n]` that are 1 for pairs of one group and 0
 * otherwise, for losses such as multi-positive. The caller disposes of each batch.
 *
 * @param groups a word or number for every pair, such as its class or its key.
 * @throws when there are not as many groups as pairs.
 * @example
 * const pairs = withGroups(arrayPairs(photos, captions), ["cat", "cat", "dog"]);
 */
export function withGroups(pairs: Pairs, groups: ArrayLike<string | number>): Pairs {
  demand(groups.length === pairs.length, () => ({
    argument: "groups",
    expected: `${pairs.length}, one for each pair`,
    received: String(groups.length),
  }));
  return {
    length: pairs.length,
    shape: pairs.shape,
    batch(indices) {
      const targets = sameGroup(Array.from(indices, (index) => groups[index]!));
      const grouped = (batch: PairBatch): PairBatch => ({ ...batch, targets });
      // Pairs that are in memory stay so: their batches come at once.
      const batch = pairs.batch(indices);
      return batch instanceof Promise ? batch.then(grouped) : grouped(batch);
    },
  };
}

function sameGroup(groups: readonly (string | number)[]): tf.Tensor2D {
  const n = groups.length;
  const same = groups.flatMap((group) => groups.map((other) => (group === other ? 1 : 0)));
  return tf.tensor2d(same, [n, n]);
}
