import { type Scores, softmaxMoments, withPrior } from "@crosstilt/core";
import { demandPairCounts, diagonalPairs, frequencies, type PairCounts } from "./pair-counts.js";

/** What a model says of pairs, one number a pair, nats. */
export interface PairInformation {
  /** `log ρ(v | u)`: how much more probable the row makes its column than chance (eq. 15 on a sample). */
  readonly logRatio: Float64Array;
  /** The mean of that under the row's own distribution: its relative entropy to the columns' frequencies. */
  readonly expected: Float64Array;
}

/**
 * How probable each row makes its column, and how probable the model expects that to be: `log ρ(v_j | u_i) = s_ij − log Σ_k m_k
 * e^{s_ik}/M`, m the columns' frequencies. It does not depend on how many columns there are. A pair far below what is expected is
 * surprising: its sides may not belong together. With `transposed()` scores and pairs: the other direction.
 *
 * @param scores log density ratios up to a constant of each row, `[n, m]`.
 * @param pairs which rows and columns are pairs, and how often (default: row i belongs to column i).
 * @example
 * const { logRatio, expected } = pairInformation(scores);
 * const surprise = logRatio.map((value, p) => expected[p] - value);
 */
export function pairInformation(scores: Scores, pairs: PairCounts = diagonalPairs(scores)): PairInformation {
  demandPairCounts(pairs, scores);
  // A column that is in no pair counts for nothing.
  const weights = frequencies(pairs, scores.shape).v.map((count) => Math.max(count, Number.MIN_VALUE));
  const raised = withPrior(scores, weights);
  const { logSumExp, mean } = softmaxMoments(raised);
  const prior = meanLogShares(raised, logSumExp, weights);
  const { count, u, v } = pairs;
  return {
    logRatio: count.map((_, p) => scores.at(u[p]!, v[p]!) - logSumExp[u[p]!]!),
    expected: count.map((_, p) => mean[u[p]!]! - prior[u[p]!]! - logSumExp[u[p]!]!),
  };
}

/** The mean log share of the columns under each row's distribution. */
function meanLogShares(raised: Scores, logSumExp: Float64Array, weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const logShare = weights.map((weight) => Math.log(weight / total));
  const [n] = raised.shape;
  if (logShare.every((share) => share === logShare[0])) return new Float64Array(n).fill(logShare[0]!);
  const means = new Float64Array(n);
  for (const { row, rows, column, columns, values } of raised.blocks())
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        means[row + i]! += Math.exp(values[i * columns + j]! - logSumExp[row + i]!) * logShare[column + j]!;
  return means;
}
