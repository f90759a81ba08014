import { useBackend } from "@crosstilt/backends";
import { describe, expect, test } from "vitest";
import { type FactoredScores, topK } from "../src/index.js";
import { canScreen } from "../src/screening.js";
import { randomScores } from "./random-scores.js";

/** Beside its own columns, n copies of the first, so that many scores are equal. */
function withCopies(scores: FactoredScores, copies: number): FactoredScores {
  const { vectors, dimension, bias } = scores.v;
  const firsts = (count: number) => Array.from({ length: count }, (_, i) => vectors[i % dimension]);
  return {
    ...scores,
    v: {
      dimension,
      vectors: Float32Array.from([...firsts(copies * dimension), ...vectors]),
      bias: Float32Array.from([...new Array<number>(copies).fill(bias![0]), ...bias!]),
    },
  };
}

const shifted = (scores: FactoredScores, alpha: number): FactoredScores => ({
  ...scores,
  u: { ...scores.u, bias: scores.u.bias!.map((value) => value + alpha) },
});

const cases: Record<string, FactoredScores> = {
  "scores of any size, in several blocks": randomScores(7, 40_000, 64, 1),
  "a few dimensions and many queries": randomScores(300, 3000, 2, 2),
  "whole numbers, mostly equal, in several blocks": randomScores(3, 70_000, 40, 3, true),
  "many copies of one column": withCopies(randomScores(4, 33_000, 9, 4), 50),
  "scores that a row's offset makes equal": shifted(randomScores(2, 60_000, 9, 5), 1e18),
  "scores beyond float32": { ...randomScores(2, 60_000, 9, 6), scale: 1e39 },
};

describe.each(Object.entries(cases))("the k best of %s", (_, scores) => {
  test.each([1, 10])("are the same with and without screening, k = %i", async (k) => {
    await useBackend("cpu");
    expect(canScreen(scores, k)).toBe(false);
    const expected = topK(scores, k);
    await useBackend("wasm");
    expect(canScreen(scores, k)).toBe(true);
    expect(topK(scores, k)).toEqual(expected);
  });
});
