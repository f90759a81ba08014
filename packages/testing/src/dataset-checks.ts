import type { Dataset, DatasetSplits, Pairs } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { type Check, ConformanceError, expectClose, expectShape, leakFree, runOnEveryBackend } from "./check.js";
import { pairsChecks } from "./pairs-checks.js";

/** The properties every data set must have, as checks to hand to a test runner one by one; loads it. */
export async function datasetChecks(dataset: Dataset): Promise<Check[]> {
  const splits = await dataset.load();
  const parts = Object.entries(partsOf(splits));
  return [
    leakFree("all parts hold samples of one shape", () => {
      for (const [name, { shape }] of parts)
        for (const side of ["u", "v"] as const)
          expectShape(`${side} of the ${name} part`, shape[side], splits.train.shape[side]);
    }),
    leakFree("the metadata is plain data that JSON can hold", () => {
      const { metadata } = splits;
      const kept = JSON.stringify(JSON.parse(JSON.stringify(metadata) ?? "null"));
      for (const [name, value] of Object.entries(metadata))
        if (JSON.stringify(value) === undefined || (typeof value === "number" && !Number.isFinite(value)))
          throw new ConformanceError(
            `metadata.${name}: expected plain data, received ${String(value)} (JSON: ${kept})`,
          );
    }),
    leakFree("loading again gives the same pairs", async () => {
      const again = partsOf(await dataset.load());
      for (const [name, pairs] of parts) await expectSamePairs(name, again[name]!, pairs);
    }),
    ...parts.flatMap(([name, pairs]) =>
      pairsChecks(pairs).map((check) => ({ name: `${name}: ${check.name}`, run: check.run })),
    ),
  ];
}

/**
 * Runs the conformance suite on a data set, on every backend that is loaded.
 *
 * @throws ConformanceError that lists every violated property with numbers.
 * @example
 * await checkDataset(mnist());
 */
export async function checkDataset(dataset: Dataset): Promise<void> {
  await runOnEveryBackend(`data set "${dataset.name}"`, await datasetChecks(dataset));
}

function partsOf({ train, test, validation }: DatasetSplits): Record<string, Pairs> {
  return { train, test, ...(validation ? { validation } : {}) };
}

/** First, middle and last pair of two loads. */
async function expectSamePairs(part: string, actual: Pairs, expected: Pairs): Promise<void> {
  expectShape(`number of pairs in the ${part} part`, [actual.length], [expected.length]);
  const indices = [0, Math.floor(expected.length / 2), expected.length - 1];
  const [first, second] = [await expected.batch(indices), await actual.batch(indices)];
  try {
    for (const side of ["u", "v"] as const)
      expectClose(`${side} of the ${part} part, loaded again`, second[side].dataSync(), first[side].dataSync(), 0);
  } finally {
    tf.dispose([first.u, first.v, second.u, second.v]);
  }
}
