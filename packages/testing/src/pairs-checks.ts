import type { PairBatch, Pairs } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import {
  type Check,
  ConformanceError,
  expectClose,
  expectFinite,
  expectShape,
  leakFree,
  runOnEveryBackend,
} from "./check.js";

const sides = ["u", "v"] as const;

/** The properties every set of pairs must have, as checks to hand to a test runner one by one. */
export function pairsChecks(pairs: Pairs): Check[] {
  const last = pairs.length - 1;
  return [
    leakFree("there is at least one pair", () => {
      if (!(Number.isInteger(pairs.length) && pairs.length > 0))
        throw new ConformanceError(`length: expected a positive integer, received ${pairs.length}`);
    }),
    leakFree("batches have the declared shapes and finite entries", () =>
      withBatch(pairs, [0, last], (batch) => {
        for (const side of sides) {
          expectShape(side, batch[side].shape, [2, ...pairs.shape[side]]);
          expectFinite(side, batch[side].dataSync());
        }
      }),
    ),
    leakFree("a pair is the same in every batch", () =>
      withBatch(pairs, [last], (alone) =>
        withBatch(pairs, [0, last], (together) => {
          for (const side of sides) {
            const row = tf.tidy(() => tf.slice(together[side], 1, 1).dataSync());
            expectClose(`${side} of the last pair`, row, alone[side].dataSync(), 0);
          }
        }),
      ),
    ),
    ...[pairs.length, -1, 0.5].map((index) =>
      leakFree(`index ${index === pairs.length ? "beyond the end" : index} is refused`, () => refuses(pairs, index)),
    ),
  ];
}

/**
 * Runs the conformance suite on pairs, on every backend that is loaded.
 *
 * @throws ConformanceError that lists every violated property with numbers.
 * @example
 * await checkPairs((await readPairs({ u: "u.npy", v: "v.npy" })).train);
 */
export const checkPairs = (pairs: Pairs): Promise<void> => runOnEveryBackend("the set of pairs", pairsChecks(pairs));

async function withBatch(
  pairs: Pairs,
  indices: readonly number[],
  body: (batch: PairBatch) => void | Promise<void>,
): Promise<void> {
  const batch = await pairs.batch(indices);
  try {
    await body(batch);
  } finally {
    tf.dispose(batch);
  }
}

async function refuses(pairs: Pairs, index: number): Promise<void> {
  let batch: PairBatch;
  try {
    batch = await pairs.batch([index]);
  } catch {
    return;
  }
  const shapes = `u [${batch.u.shape}] and v [${batch.v.shape}]`;
  tf.dispose(batch);
  throw new ConformanceError(`batch([${index}]) of ${pairs.length} pairs: expected an error, received ${shapes}`);
}
