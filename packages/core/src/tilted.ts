import * as tf from "@tensorflow/tfjs-core";
import { demand, describe } from "./errors.js";
import type { Generator } from "./generator.js";
import { logMeanExp } from "./statistics.js";

/**
 * Log density ratios `log ρ(u, v) = s(u, v) − log Z` of a score matrix `[n, m]` (eqs. 13, 14), with Z the mean of
 * `e^s` over the given reference scores (by default the matrix itself). The caller disposes of the result.
 */
export function logDensityRatio(scores: tf.Tensor2D, referenceScores: tf.Tensor = scores): tf.Tensor2D {
  return tf.tidy(() => tf.sub(scores, logMeanExp(referenceScores)) as tf.Tensor2D);
}

/**
 * Conditional weights over a reference set, `w_j = softmax_j (s_ij + log prior_j)`, `[n, m]` (eq. 28; with a
 * log-prior App. C.1). The caller disposes of the result.
 *
 * @example
 * const weights = conditionalWeights(scores({ u: query, v: reference })); // rows sum to 1
 */
export function conditionalWeights(scores: tf.Tensor2D, logPrior?: tf.Tensor1D): tf.Tensor2D {
  return tf.tidy(() => tf.softmax(logPrior ? tf.add(scores, logPrior) : scores) as tf.Tensor2D);
}

/** Indices and scores of the k best columns of each row, best first, `[n, k]` (Alg. 1). The caller disposes of both. */
export function retrieve(scores: tf.Tensor2D, k: number): { indices: tf.Tensor2D; scores: tf.Tensor2D } {
  demand(Number.isInteger(k) && k >= 1 && k <= scores.shape[1], () => ({
    argument: "k",
    expected: `an integer from 1 to the ${scores.shape[1]} candidates`,
    received: describe(k),
  }));
  const { indices, values } = tf.topk(scores, k);
  return { indices: indices as tf.Tensor2D, scores: values as tf.Tensor2D };
}

/**
 * Zero-shot classification over the columns of a score matrix (Alg. 2), MAP with a log-prior (eq. 64):
 * the best column of each row, `[n]`, and all probabilities, `[n, m]`. The caller disposes of both.
 */
export function classify(
  scores: tf.Tensor2D,
  logPrior?: tf.Tensor1D,
): { labels: tf.Tensor1D; probabilities: tf.Tensor2D } {
  return tf.tidy(() => {
    const probabilities = conditionalWeights(scores, logPrior);
    return { labels: tf.argMax(logPrior ? tf.add(scores, logPrior) : scores, 1) as tf.Tensor1D, probabilities };
  });
}

/** Effective sample size `1 / Σ w²` of normalised weights: between 1 (one sample carries all) and their number. */
export function effectiveSampleSize(weights: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < weights.length; i++) squares += weights[i]! ** 2;
  return 1 / squares;
}

/** Perplexity `exp(−Σ w log w)` of normalised weights. */
export function perplexity(weights: ArrayLike<number>): number {
  let entropy = 0;
  for (let i = 0; i < weights.length; i++) if (weights[i]! > 0) entropy -= weights[i]! * Math.log(weights[i]!);
  return Math.exp(entropy);
}

export interface SampleOptions {
  readonly count: number;
  readonly generator: Generator;
  /** Draw the same index at most once (default: with replacement). */
  readonly withoutReplacement?: boolean;
}

/**
 * Indices drawn from weights over a reference set: samples of `ν_{u|v}` (§3). Weights need not be normalised.
 *
 * @example
 * sample([0.2, 0.8], { count: 3, generator: createGenerator(1) });
 */
export function sample(weights: ArrayLike<number>, { count, generator, withoutReplacement }: SampleOptions): number[] {
  demandWeights(weights);
  return withoutReplacement ? drawDistinct(weights, count, generator) : drawRepeated(weights, count, generator);
}

function drawRepeated(weights: ArrayLike<number>, count: number, generator: Generator): number[] {
  const cumulative = new Float64Array(weights.length);
  let total = 0;
  for (let i = 0; i < weights.length; i++) cumulative[i] = total += weights[i]!;
  return Array.from({ length: count }, () => firstAbove(cumulative, generator.uniform() * total));
}

/** Exponential races: index i arrives at time Exp(w_i), so the earliest `count` are a draw without replacement. */
function drawDistinct(weights: ArrayLike<number>, count: number, generator: Generator): number[] {
  const arrivals = Array.from({ length: weights.length }, (_, index) => ({
    index,
    time: -Math.log(1 - generator.uniform()) / weights[index]!,
  })).filter(({ index }) => weights[index]! > 0);
  demand(arrivals.length >= count, () => ({
    argument: "count",
    expected: `at most the ${arrivals.length} samples of positive weight`,
    received: String(count),
    remedy: "Draw with replacement, or ask for fewer",
  }));
  return arrivals
    .sort((a, b) => a.time - b.time)
    .slice(0, count)
    .map(({ index }) => index);
}

function firstAbove(cumulative: Float64Array, value: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function demandWeights(weights: ArrayLike<number>): void {
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    demand(weight >= 0 && Number.isFinite(weight), () => ({
      argument: `weights[${i}]`,
      expected: "a finite number >= 0",
      received: String(weight),
    }));
    total += weight;
  }
  demand(total > 0, () => ({ argument: "weights", expected: "a positive sum", received: String(total) }));
}
