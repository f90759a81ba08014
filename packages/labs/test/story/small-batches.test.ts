import { pairBatchOptimum } from "@crosstilt/gaussian";
import { describe, expect, it } from "vitest";
import { batchSlope, exactPairs, unbiasedSlope } from "../../src/story/index.js";

const rho = 0.6;
const pairs = exactPairs({ correlation: rho, count: 8192, seed: 2 });
// Of a mean of products of standard normal numbers, over the curvature 1 of the loss.
const error = 4 * Math.sqrt((1 + rho ** 2) / 8192);

describe("the best slope of a score", () => {
  it("of batches of two is that of the closed form, above the correlation", () => {
    const spec = { covariance: [[1, rho], [rho, 1]], split: 1 }; // biome-ignore format: a matrix
    const [[exact]] = pairBatchOptimum(spec) as [[number]];
    expect(Math.abs(batchSlope(pairs, 2) - exact)).toBeLessThan(error);
    expect(exact).toBeGreaterThan(rho + error);
  });

  it("falls to the correlation as the batch grows", () => {
    const slopes = [2, 4, 16, 64].map((size) => batchSlope(pairs, size));
    expect(slopes).toEqual(slopes.toSorted((a, b) => b - a));
    expect(Math.abs(slopes[3]! - rho)).toBeLessThan(error);
  });

  it("is the correlation at every batch where normalisers are learned", () => {
    for (const size of [2, 4, 16]) expect(Math.abs(unbiasedSlope(pairs, size) - rho)).toBeLessThan(error);
  });
});
