import type { Pairs } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { type Check, ConformanceError, expectClose, leakFree, runChecks } from "./check.js";

/** The properties every set of pairs must have, as checks to hand to a test runner one by one. */
export function pairsChecks(pairs: Pairs): Check[] {
  const last = pairs.length - 1;
  return [
    leakFree("batches have the declared shapes and finite entries", async () => {
      const { u, v } = await pairs.batch([0, last]);
      const shapes = [
        [u.shape, [2, ...pairs.shape.u]],
        [v.shape, [2, ...pairs.shape.v]],
      ];
      const numbers = [...u.dataSync(), ...v.dataSync()];
      tf.dispose([u, v]);
      for (const [received, expected] of shapes)
        if (String(received) !== String(expected))
          throw new ConformanceError(`expected shape [${expected}], received [${received}]`);
      if (!numbers.every(Number.isFinite)) throw new ConformanceError("expected finite entries");
    }),
    leakFree("a pair is the same in every batch", async () => {
      const alone = await pairs.batch([last]);
      const together = await pairs.batch([0, last]);
      for (const side of ["u", "v"] as const) {
        const row = tf.slice(together[side], 1, 1);
        expectClose(`${side} of the last pair`, row.dataSync(), alone[side].dataSync(), 0);
        row.dispose();
      }
      tf.dispose([alone.u, alone.v, together.u, together.v]);
    }),
    leakFree("an index beyond the end is refused", async () => {
      const outcome = await Promise.resolve()
        .then(() => pairs.batch([pairs.length]))
        .then(
          ({ u, v }) => [u, v],
          () => null,
        );
      if (outcome === null) return;
      tf.dispose(outcome);
      throw new ConformanceError(
        `batch([${pairs.length}]) of ${pairs.length} pairs: expected an error, received tensors`,
      );
    }),
  ];
}

/**
 * Runs the conformance suite on pairs.
 *
 * @throws ConformanceError that lists every violated property.
 * @example
 * await checkPairs((await loadMnist()).test);
 */
export const checkPairs = (pairs: Pairs): Promise<void> => runChecks("pairs", pairsChecks(pairs));
