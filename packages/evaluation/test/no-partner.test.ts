import { createGenerator, type FactoredScores, factoredScores, logSumExp, topK } from "@crosstilt/core";
import { expect, test } from "vitest";
import { matrixOf, randomFactors } from "../../core/test/scores/random-scores.js";
import {
  noPartnerProbability,
  type PairCounts,
  partnerCalibration,
  partnerDetection,
  partnerEvidence,
} from "../src/index.js";
import { fitLogistic, logOdds, sigmoid } from "../src/logistic.js";

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

/** True log density ratios between n pairs of d coordinates of correlation σ each. */
function gaussianScores(n: number, d: number, sigma: number, seed: number): FactoredScores {
  const { normal } = createGenerator(seed);
  const u = Float32Array.from({ length: n * d }, normal);
  const v = u.map((x) => sigma * x + Math.sqrt(1 - sigma ** 2) * normal());
  const scale = 1 / (1 - sigma ** 2);
  const own = (vectors: Float32Array, constant: number) =>
    Float32Array.from({ length: n }, (_, i) => {
      const squares = vectors.subarray(i * d, (i + 1) * d).reduce((all, x) => all + x * x, 0);
      return constant - 0.5 * sigma ** 2 * scale * squares;
    });
  return factoredScores({
    u: { vectors: u.map((x) => sigma * x), dimension: d, bias: own(u, -0.5 * d * Math.log(1 - sigma ** 2)) },
    v: { vectors: v, dimension: d, bias: own(v, 0) },
    scale,
  });
}

test("evidence is that of a double loop", () => {
  const factors = randomFactors(4, 7, 2, 5);
  const scores = factoredScores(factors);
  const [best, normalisers] = [topK(scores, 1).scores, logSumExp(scores)];
  matrixOf(factors).forEach((row, i) => {
    const { logMean, lead } = partnerEvidence(best[i]!, normalisers[i]!, 7);
    const weights = row.map(Math.exp).sort((a, b) => b - a);
    const others = Math.max(sum(weights.slice(1)), 1e-4 * sum(weights));
    expect(logMean).toBeCloseTo(Math.log(sum(weights) / 7), 5);
    expect(lead).toBeCloseTo(Math.log(sum(weights) / 7) - Math.log(others / 6), 3);
  });
});

test("a logistic model has the least log loss among those of slopes >= 0", () => {
  const { normal, uniform } = createGenerator(3);
  for (const truth of [
    [1.5, 0.7],
    [1.5, -0.7],
    [0, 0],
  ]) {
    const [a, b] = [0, 1].map(() => Float64Array.from({ length: 300 }, () => 2 + 3 * normal()));
    const weights = Float64Array.from(a!, () => 1 + Math.floor(3 * uniform()));
    const answers = Array.from(a!, (x, i) => (uniform() < sigmoid(truth[0]! * x + truth[1]! * b![i]! - 2) ? 1 : 0));
    const yes = sum(answers.map((answer, i) => answer * weights[i]!));
    const no = sum([...weights]) - yes;
    const loss = (intercept: number, slopes: readonly number[]) =>
      sum(
        answers.map((answer, i) => {
          const target = answer ? (yes + 1) / (yes + 2) : 1 / (no + 2);
          const odds = logOdds({ intercept, slopes }, [a![i]!, b![i]!]);
          return weights[i]! * (Math.log1p(Math.exp(odds)) - target * odds);
        }),
      );
    const { intercept, slopes } = fitLogistic([a!, b!], answers, weights);
    expect(Math.min(...slopes)).toBeGreaterThanOrEqual(0);
    for (const [i, j, k] of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 1, -1],
    ])
      for (const h of [-0.01, 0.01]) {
        const other = [slopes[0]! + h * j!, slopes[1]! + h * k!];
        if (Math.min(...other) >= 0) expect(loss(intercept + h * i!, other)).toBeGreaterThan(loss(intercept, slopes));
      }
  }
});

test("the log odds of a partner are those of Bayes, learned on 300 pairs and used on 1 500", () => {
  // I = 2.2 nats, so that among 300 candidates there is doubt.
  const calibration = partnerCalibration(gaussianScores(300, 4, 0.82, 1))!;
  const scores = gaussianScores(1500, 4, 0.82, 2);
  const [best, normalisers] = [topK(scores, 1).scores, logSumExp(scores)];
  const differences = Array.from(best, (top, i) => {
    const evidence = partnerEvidence(top, normalisers[i]!, 1500);
    const bayes = sigmoid(-evidence.logMean);
    return noPartnerProbability(calibration, evidence) - bayes;
  });
  // The mean of a probability that is learned from 600 answers has a standard error of about 0.02.
  expect(Math.abs(sum(differences) / 1500)).toBeLessThan(0.06);
  expect(sum(differences.map(Math.abs)) / 1500).toBeLessThan(0.08);
  const { auroc, brier } = partnerDetection(scores, calibration)!;
  expect(auroc).toBeGreaterThan(0.5);
  expect(brier).toBeLessThan(0.25);
});

test("queries whose partner was removed are told from those whose partner is there where the information allows it", () => {
  for (const transposed of [false, true]) {
    // I = 9.8 nats, log 800 = 6.7.
    const side = (n: number, seed: number) => {
      const scores = gaussianScores(n, 5, 0.99, seed);
      return transposed ? scores.transposed() : scores;
    };
    const calibration = partnerCalibration(side(200, 3))!;
    const fresh = side(800, 4);
    const { auroc, brier } = partnerDetection(fresh, calibration)!;
    // No test does better than the true odds, by Neyman and Pearson.
    const bayes = partnerDetection(fresh, { intercept: 0, logMean: 1, lead: 0, count: 0 })!;
    expect(auroc).toBeGreaterThan(0.95);
    expect(auroc).toBeGreaterThan(bayes.auroc - 0.01);
    expect(brier).toBeLessThan(bayes.brier + 0.01);
  }
});

test("the area under the ROC curve is that of a double loop, ties and frequencies included", () => {
  const scores = factoredScores(randomFactors(20, 9, 2, 8, true));
  const pairs: PairCounts = {
    u: Int32Array.from({ length: 20 }, (_, i) => i),
    v: Int32Array.from({ length: 20 }, (_, i) => i % 9),
    count: Float64Array.from({ length: 20 }, (_, i) => 1 + (i % 3)),
  };
  const calibration = { intercept: 0, logMean: 1, lead: 0.5, count: 20 };
  const matrix = matrixOf(scores);
  const probability = (row: readonly number[]) => {
    const weights = row.map(Math.exp);
    const evidence = partnerEvidence(Math.max(...row), Math.log(sum(weights)), row.length);
    return noPartnerProbability(calibration, evidence);
  };
  const there = matrix.map((row) => probability(row));
  const none = matrix.map((row, i) => probability(row.filter((_, j) => j !== pairs.v[i])));
  let [ordered, all] = [0, 0];
  for (const [i, p] of there.entries())
    for (const [k, q] of none.entries()) {
      const weight = pairs.count[i]! * pairs.count[k]!;
      all += weight;
      ordered += weight * (Math.abs(q - p) < 1e-12 ? 0.5 : q > p ? 1 : 0);
    }
  expect(partnerDetection(scores, calibration, pairs)!.auroc).toBeCloseTo(ordered / all, 2);
});

test("a prior multiplies the odds, and what is none is refused", () => {
  const calibration = { intercept: -1, logMean: 0.8, lead: 0.4, count: 50 };
  const odds = (prior?: number) => {
    const p = noPartnerProbability(calibration, { logMean: 1, lead: 2 }, prior);
    return (1 - p) / p;
  };
  expect(odds(0.75) / odds()).toBeCloseTo(3, 10);
  expect(odds()).toBeCloseTo(Math.exp(-1 + 0.8 + 0.8), 10);
  for (const prior of [0, 1, Number.NaN])
    expect(() => noPartnerProbability(calibration, { logMean: 1, lead: 2 }, prior)).toThrow(
      "prior: expected the share",
    );
});

test("too few queries, and queries that all entries belong to, teach nothing", () => {
  expect(partnerCalibration(factoredScores(randomFactors(9, 9, 2, 1)))).toBeUndefined();
  const all: PairCounts = {
    u: Int32Array.from({ length: 40 }, (_, p) => p >> 1),
    v: Int32Array.from({ length: 40 }, (_, p) => p & 1),
    count: new Float64Array(40).fill(1),
  };
  expect(partnerCalibration(factoredScores(randomFactors(20, 2, 2, 1)), all)).toBeUndefined();
});
