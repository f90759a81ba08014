import { createGenerator, factoredScores, sample, withPrior } from "@crosstilt/core";
import { expect, test } from "vitest";
import { matrixOf, randomFactors, randomScores } from "../../core/test/scores/random-scores.js";
import { calibration, relevantPairs } from "../src/index.js";

const softmax = (row: number[]) => {
  const total = row.reduce((sum, score) => sum + Math.exp(score), 0);
  return row.map((score) => Math.exp(score) / total);
};

test("confidence and accuracy are those of the first choice's softmax probability", () => {
  const scores = randomScores(40, 40, 2, 4);
  const choices = matrixOf(scores).map((row, i) => {
    const probabilities = softmax(row);
    const confidence = Math.max(...probabilities);
    return { confidence, right: probabilities.indexOf(confidence) === i ? 1 : 0 };
  });
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const found = calibration(scores, { bins: 10 });
  expect(found.confidence).toBeCloseTo(mean(choices.map(({ confidence }) => confidence)), 10);
  expect(found.accuracy).toBeCloseTo(mean(choices.map(({ right }) => right)), 10);
  const error = Array.from({ length: 10 }, (_, bin) => {
    const inside = choices.filter(({ confidence }) => confidence * 10 >= bin && confidence * 10 < bin + 1);
    return Math.abs(inside.reduce((sum, { confidence, right }) => sum + confidence - right, 0));
  });
  expect(found.expectedCalibrationError).toBeCloseTo(error.reduce((sum, value) => sum + value, 0) / 40, 10);
  expect(found.curve.reduce((sum, { count }) => sum + count, 0)).toBe(40);
});

test("a model whose matches are drawn from its own probabilities is calibrated, and a hotter one is overconfident", () => {
  const scores = randomFactors(4000, 6, 2, 9);
  const generator = createGenerator(2);
  const pairs = relevantPairs(matrixOf(scores).map((row) => sample(softmax(row), { count: 1, generator })));
  expect(calibration(factoredScores(scores), { pairs }).expectedCalibrationError).toBeLessThan(0.03);
  const hot = calibration(factoredScores({ ...scores, scale: 4 * scores.scale }), { pairs });
  expect(hot.expectedCalibrationError).toBeGreaterThan(0.1);
  expect(hot.confidence).toBeGreaterThan(hot.accuracy);
});

test("several right ones share the probability: a model that is right about all of them is calibrated", () => {
  const m = 4;
  const rows = Array.from({ length: 12 }, (_, i) =>
    Array.from({ length: 3 }, (__, d) => (Math.floor(i / m) === d ? 8 : 0)),
  );
  const groups = { vectors: Float32Array.from(rows.flat()), dimension: 3 };
  const queries = { vectors: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), dimension: 3 };
  const pairs = relevantPairs([0, 1, 2].map((d) => Array.from({ length: m }, (_, i) => d * m + i)));
  const { confidence, accuracy, expectedCalibrationError } = calibration(factoredScores({ u: queries, v: groups }), {
    pairs,
  });
  expect(accuracy).toBe(1 / m);
  expect(confidence).toBeCloseTo(1 / m, 3);
  expect(expectedCalibrationError).toBeLessThan(1e-3);
});

test("scores far beyond the range of exp give probabilities, not NaN", () => {
  const scores = factoredScores({ ...randomFactors(5, 1500, 2, 3), scale: 1e5 });
  const { confidence, curve } = calibration(scores, { pairs: relevantPairs([[0], [1], [2], [3], [4]]) });
  expect(confidence).toBeGreaterThan(0.9);
  expect(curve.at(-1)!.confidence).toBeLessThanOrEqual(1);
  expect(() => calibration(scores, { bins: 0 })).toThrow("bins: expected an integer >= 1");
});

test("an entry that stands for many samples counts as often: few words, many pairs", () => {
  // Two words, one nine times as frequent; scores are the true log density ratios, so P(word | u) is known.
  const posterior = [0.97, 0.4];
  const prior = 0.9;
  const scores = factoredScores({
    u: { vectors: Float32Array.of(1, 0, 0, 1), dimension: 2 },
    v: {
      dimension: 2,
      vectors: Float32Array.of(
        ...posterior.map((p) => Math.log(p / prior)),
        ...posterior.map((p) => Math.log((1 - p) / (1 - prior))),
      ),
    },
  });
  const count = Float64Array.from([970, 30, 40, 60]);
  const pairs = { u: Int32Array.of(0, 0, 1, 1), v: Int32Array.of(0, 1, 0, 1), count };
  const found = calibration(withPrior(scores, [prior, 1 - prior]), { pairs });
  expect(found.curve.map(({ confidence }) => Number(confidence.toFixed(6)))).toEqual([0.6, 0.97]);
  expect(found.curve.map(({ accuracy, count: times }) => [accuracy, times])).toEqual([
    [0.6, 100],
    [0.97, 1000],
  ]);
  expect(found.expectedCalibrationError).toBeLessThan(1e-6);
});
