import { useBackend } from "@crosstilt/backends";
import { factoredScores } from "@crosstilt/core";
import type { ModelDescription } from "@crosstilt/project/browser";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { exampleOf, loadFiles, testPairs, wordsOf } from "../../src/files/index.js";
import { sources } from "./files.js";

beforeAll(() => useBackend("cpu"));

it("a query lists what scores best, with the words and numbers of its rows, and says which is its partner", async () => {
  const { splits } = await loadFiles(sources);
  const files = testPairs(splits);
  const words = await wordsOf(sources);
  const n = files.pairs.length;
  const side = (factor: number) => ({
    vectors: Float32Array.from({ length: n }, (_, i) => factor * (i + 1)),
    dimension: 1,
  });
  const scores = factoredScores({ u: side(1), v: side(1) });
  const conformal = { count: 99, ranks: [9, 10], logRatios: [-1, 0] };
  const detector = { u: { intercept: 0, logMean: 1, lead: 0, count: 99 } };
  const calibration = { temperature: 1, conformal: { u: conformal, v: conformal }, partner: detector };
  const trained = { description: { calibration } as unknown as ModelDescription };
  const { query, found, pairs, guarantees } = await exampleOf(
    { ...files, scores, words, trained },
    { side: "u", pair: n - 1, k: 3 },
  );
  expect(pairs).toBe(n);
  const weights = Array.from({ length: n }, (_, j) => Math.exp(n * (j + 1) - n * n));
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / n;
  // The threshold of 90 % is the order statistic of rank 10: log ρ >= 0.
  expect(guarantees.set).toEqual({ coverage: 0.9, size: weights.filter((weight) => weight >= mean).length });
  expect(guarantees.noPartner).toBeCloseTo(1 / (1 + mean * Math.exp(n * n)), 10);
  expect(query.row).toBe(files.rows.u[n - 1]! + 1);
  expect(found.map(({ right }) => right)).toEqual([true, false, false]);
  expect(found.map(({ score }) => score)).toEqual([n * n, n * (n - 1), n * (n - 2)]);
  const partner = files.rows.v[n - 1]!;
  expect(found[0]!.words).toEqual([["caption", `thing number ${partner}`]]);
  // The numbers are those of the file again: standard deviations times the scale plus the mean.
  const batch = await files.pairs.batch([n - 1]);
  const standardised = Array.from(await batch.v.data());
  tf.dispose(batch);
  found[0]!.values.forEach((value, k) => {
    expect(value).toBeCloseTo(standardised[k]!, 6);
  });
  expect(Math.abs(found[0]!.numbers[0]! - 7)).toBeLessThan(15);
  expect(found[0]!.numbers[0]).not.toBeCloseTo(found[0]!.values[0]!, 3);
});
