import { useBackend } from "@crosstilt/backends";
import { describe, expect, test } from "vitest";
import { type Factors, factoredScores, topK } from "../../src/index.js";
import { canScreen } from "../../src/scores/screening.js";
import { randomFactors } from "./random-scores.js";

type Complete = ReturnType<typeof randomFactors>;

/** Beside its own columns, n copies of the first, so that many scores are equal. */
function withCopies(scores: Complete, copies: number): Complete {
  const { vectors, dimension, bias } = scores.v;
  const firsts = (count: number) => Array.from({ length: count }, (_, i) => vectors[i % dimension]);
  return {
    ...scores,
    v: {
      dimension,
      vectors: Float32Array.from([...firsts(copies * dimension), ...vectors]),
      bias: Float32Array.from([...new Array<number>(copies).fill(bias[0]!), ...bias]),
    },
  };
}

const shifted = (scores: Complete, alpha: number): Complete => ({
  ...scores,
  u: { ...scores.u, bias: scores.u.bias.map((value) => value + alpha) },
});

const cases: Record<string, Factors> = {
  "scores of any size, in several blocks": randomFactors(7, 40_000, 64, 1),
  "a few dimensions and many queries": randomFactors(300, 3000, 2, 2),
  "whole numbers, mostly equal, in several blocks": randomFactors(3, 70_000, 40, 3, true),
  "many copies of one column": withCopies(randomFactors(4, 33_000, 9, 4), 50),
  "scores that a row's offset makes equal": shifted(randomFactors(2, 60_000, 9, 5), 1e18),
  "scores beyond float32": { ...randomFactors(2, 60_000, 9, 6), scale: 1e39 },
};

describe.each(Object.entries(cases))("the k best of %s", (_, factors) => {
  test.each([1, 10])("are the same with and without screening, k = %i", async (k) => {
    await useBackend("cpu");
    expect(canScreen(factors, k)).toBe(false);
    const expected = topK(factoredScores(factors), k);
    await useBackend("wasm");
    expect(canScreen(factors, k)).toBe(true);
    expect(topK(factoredScores(factors), k)).toEqual(expected);
  });
});
