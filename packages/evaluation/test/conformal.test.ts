import { createGenerator, factoredScores } from "@crosstilt/core";
import { expect, test } from "vitest";
import { matrixOf, randomFactors } from "../../core/test/scores/random-scores.js";
import { conformalCalibration, conformalThreshold, pairInformation } from "../src/index.js";

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

test("information of pairs is that of a double loop, with and without frequencies", () => {
  const factors = randomFactors(6, 5, 2, 3);
  const scores = factoredScores(factors);
  const matrix = matrixOf(factors);
  const pairs = {
    u: Int32Array.of(0, 1, 2, 3, 4, 5),
    v: Int32Array.of(0, 1, 2, 3, 4, 1),
    count: Float64Array.of(3, 1, 1, 2, 1, 4),
  };
  const times = [3, 5, 1, 2, 1];
  const share = times.map((count) => count / 12);
  const { logRatio, expected } = pairInformation(scores, pairs);
  pairs.count.forEach((_, p) => {
    const row = matrix[pairs.u[p]!]!;
    const normaliser = sum(row.map((score, j) => share[j]! * Math.exp(score)));
    expect(logRatio[p]).toBeCloseTo(row[pairs.v[p]!]! - Math.log(normaliser), 5);
    const weights = row.map((score, j) => (share[j]! * Math.exp(score)) / normaliser);
    const entropy = sum(weights.map((weight, j) => weight * Math.log(weight / share[j]!)));
    expect(expected[p]).toBeCloseTo(entropy, 5);
  });
  const square = factoredScores(randomFactors(5, 5, 2, 3));
  expect(pairInformation(square).expected.every((value) => value >= 0)).toBe(true);
});

test("order statistics give the threshold of all numbers, and never a higher one", () => {
  const { normal } = createGenerator(1);
  for (const n of [1, 7, 300, 5000]) {
    const values = Array.from({ length: n }, normal);
    const sorted = [...values].sort((a, b) => a - b);
    const calibration = conformalCalibration(values);
    for (const coverage of [0.5, 0.8, 0.9, 0.95, 0.99]) {
      const rank = Math.floor((1 - coverage) * (n + 1) + 1e-9);
      const exact = rank === 0 ? Number.NEGATIVE_INFINITY : sorted[rank - 1]!;
      const threshold = conformalThreshold(calibration, coverage);
      expect(threshold).toBeLessThanOrEqual(exact);
      if (n <= 400) expect(threshold).toBe(exact);
      else expect(sorted.filter((value) => value < exact && value >= threshold).length).toBeLessThan(n / 300);
    }
  }
});

test("sets hold the truth as often as they promise, on 200 halves of exchangeable pairs", () => {
  const generator = createGenerator(5);
  const values = Array.from({ length: 800 }, () => generator.normal() ** 3);
  const covered = Array.from({ length: 200 }, () => {
    const order = generator.permutation(800);
    const [known, fresh] = [order.slice(0, 400), order.slice(400)].map((half) => Array.from(half, (i) => values[i]!));
    const threshold = conformalThreshold(conformalCalibration(known!), 0.9);
    return fresh!.filter((value) => value >= threshold).length / fresh!.length;
  });
  const mean = sum(covered) / covered.length;
  // The mean over halves has a standard error of about 0.0015.
  expect(mean).toBeGreaterThan(0.895);
  expect(mean).toBeLessThan(0.91);
});

test("what is no coverage is refused", () => {
  expect(() => conformalCalibration([])).toThrow("logRatios: expected finite numbers, at least one, received none");
  const calibration = conformalCalibration([1, 2, 3]);
  expect(() => conformalThreshold(calibration, 1)).toThrow("coverage: expected a number above 0 and below 1");
  expect(conformalThreshold(calibration, 0.9)).toBe(Number.NEGATIVE_INFINITY);
});
