import { affineScores, type FactoredScores, scoreStatistics, toForm } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { demandPairCounts, diagonalPairs, frequencies, type PairCounts } from "./pair-counts.js";
import { stationaryFactor } from "./stationary-factor.js";

/**
 * The temperature T under which held-out pairs are most probable both ways when scores are divided by it (temperature scaling,
 * Guo et al. 2017): with β = 1/T the minimum of `E[log Σ_j m_j e^{β s_ij} − β s_ij]` and its transpose, m_j the columns'
 * frequencies. The sum is convex in β and stationary where the mean score of pairs is that of the model's own pairs,
 * `E_μ s = E_ν s`; there are no bounds. Where every pair wins by itself, β grows until more of it gains nothing.
 *
 * @param scores `[n, m]`, between entries that differ.
 * @param pairs which rows and columns are pairs, and how often (default: row i belongs to column i).
 * @example
 * const temperature = await fitTemperature(scores); // above 1 when the model is too sure
 */
export async function fitTemperature(
  scores: FactoredScores,
  pairs: PairCounts = diagonalPairs(scores),
): Promise<number> {
  demandPairCounts(pairs, scores);
  const slope = slopeOf(scores, pairs);
  try {
    return 1 / (await stationaryFactor(slope.at));
  } finally {
    slope.dispose();
  }
}

/** The derivative of the mean log loss both ways with respect to β. */
function slopeOf(scores: FactoredScores, pairs: PairCounts): { at(beta: number): Promise<number>; dispose(): void } {
  const total = pairs.count.reduce((sum, count) => sum + count, 0);
  const paired = pairs.count.reduce((sum, count, p) => sum + count * scores.at(pairs.u[p]!, pairs.v[p]!), 0) / total;
  const { u, v } = frequencies(pairs, scores.shape);
  const logs = (counts: Float64Array) => tf.tensor1d(Float32Array.from(counts, Math.log));
  const shares = (counts: Float64Array) => tf.tensor1d(Float32Array.from(counts, (count) => count / total));
  const form = toForm(scores);
  const held = { ...form, logU: logs(u), logV: logs(v), shareU: shares(u), shareV: shares(v) };
  const normalisers = (beta: tf.Tensor) => {
    const { alpha, beta: offsets, ...rest } = affineScores(form, tf.reshape(beta, []), tf.scalar(0));
    const weighted = { ...rest, alpha: tf.add(alpha, held.logU), beta: tf.add(offsets, held.logV) };
    const { rowLogMeanExp, columnLogMeanExp } = scoreStatistics(weighted as typeof form);
    return tf.add(
      tf.sum(tf.mul(held.shareU, rowLogMeanExp)),
      tf.sum(tf.mul(held.shareV, columnLogMeanExp)),
    ) as tf.Scalar;
  };
  return {
    async at(beta) {
      const slope = tf.tidy(() => tf.grad(normalisers)(tf.scalar(beta)));
      const value = (await slope.data())[0]!;
      slope.dispose();
      return value - 2 * paired;
    },
    dispose: () => tf.dispose(held),
  };
}
