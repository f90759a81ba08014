import { demand, logSumExp, type Scores } from "@crosstilt/core";
import { diagonalPairs, type PairCounts } from "./pair-counts.js";

/** Order statistics of held-out log ratios, from which sets of any coverage follow. */
export interface ConformalCalibration {
  /** Held-out pairs. */
  readonly count: number;
  /** Ranks from 1, ascending, and the log ratios of these ranks. */
  readonly ranks: readonly number[];
  readonly logRatios: readonly number[];
}

/** Order statistics that are kept: sets of coverage 99.5 % and less lose next to nothing by it. */
const KEPT = 400;

/**
 * `s_ij − log mean_{k≠j} e^{s_ik}` of pairs as a search of the columns knows it: log ρ against the other columns, each of which counts
 * once, however often it occurs in pairs. Against all of them, the own one among them, no ratio exceeds their number: what good models
 * reach in one gallery could not be reached in a smaller one.
 *
 * @param scores log ratios up to a constant of each row, `[n, m]`.
 * @example
 * const calibration = conformalCalibration(searchedLogRatios(scores));
 */
export function searchedLogRatios(scores: Scores, pairs: PairCounts = diagonalPairs(scores)): Float64Array {
  const normalisers = logSumExp(scores);
  const others = Math.log(scores.shape[1] - 1);
  return pairs.count.map((_, p) => {
    const logProbability = scores.at(pairs.u[p]!, pairs.v[p]!) - normalisers[pairs.u[p]!]!;
    return logProbability - Math.log(Math.max(-Math.expm1(logProbability), LEAST_DOUBT)) + others;
  });
}

/** What is left for all others where float64 says that nothing is. */
const LEAST_DOUBT = 2 ** -52;

/** The probability among `size` columns of one whose log ratio against the others is the threshold. */
export const leastProbability = (threshold: number, size: number): number =>
  1 / (1 + (size - 1) * Math.exp(-threshold));

/** What sets of entries above a threshold are worth. */
export interface SetQuality {
  /** Share of pairs whose column is in the set of their row. */
  readonly coverage: number;
  /** Mean number of columns in the set of a row. */
  readonly meanSize: number;
}

/**
 * How often sets hold the partner, and how large they are, on held-out pairs.
 *
 * @param threshold of {@link conformalThreshold}.
 * @example
 * const { coverage, meanSize } = setQuality(testScores, conformalThreshold(calibration, 0.9));
 */
export function setQuality(scores: Scores, threshold: number, pairs: PairCounts = diagonalPairs(scores)): SetQuality {
  const [n, m] = scores.shape;
  const logLeast = Math.log(leastProbability(threshold, m));
  const least = logSumExp(scores).map((normaliser) => logLeast + normaliser);
  let entries = 0;
  for (const { row, rows, columns, values } of scores.blocks(TOLERANCE))
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) if (values[i * columns + j]! >= least[row + i]!) entries += 1;
  const total = pairs.count.reduce((sum, times) => sum + times, 0);
  const covered = searchedLogRatios(scores, pairs).reduce(
    (sum, value, p) => sum + (value >= threshold ? pairs.count[p]! : 0),
    0,
  );
  return { coverage: covered / total, meanSize: entries / n };
}

/** The error that a score may carry in the worst case where entries are counted. */
const TOLERANCE = 2 ** -10;

/**
 * What conformal sets need of held-out pairs: a few hundred order statistics of their log ratios.
 *
 * @param logRatios of held-out pairs, as {@link searchedLogRatios} gives, `[n]`.
 * @example
 * const calibration = conformalCalibration(searchedLogRatios(scores));
 */
export function conformalCalibration(logRatios: ArrayLike<number>): ConformalCalibration {
  const sorted = Float64Array.from(logRatios).sort();
  const count = sorted.length;
  demand(count > 0 && sorted.every(Number.isFinite), () => ({
    argument: "logRatios",
    expected: "finite numbers, at least one",
    received: count === 0 ? "none" : "others",
  }));
  const kept = Math.min(KEPT, count);
  const ranks = [
    ...new Set(Array.from({ length: kept }, (_, i) => 1 + Math.round((i * (count - 1)) / Math.max(1, kept - 1)))),
  ];
  return { count, ranks, logRatios: ranks.map((rank) => sorted[rank - 1]!) };
}

/**
 * The log ratio down to which entries belong to the set of a coverage: a new pair's partner is in `{ j : log ρ(v_j | u) ≥ threshold }`
 * with at least this probability, whatever the model is worth, if it is exchangeable with the held-out pairs (split conformal
 * prediction: Vovk et al. 2005, Lei et al. 2018). −∞, every entry, where there are too few pairs for it.
 *
 * @param coverage above 0 and below 1, such as 0.9.
 * @throws when coverage is not between 0 and 1.
 * @example
 * const threshold = conformalThreshold(calibration, 0.9);
 */
export function conformalThreshold({ count, ranks, logRatios }: ConformalCalibration, coverage: number): number {
  demand(coverage > 0 && coverage < 1, () => ({
    argument: "coverage",
    expected: "a number above 0 and below 1",
    received: String(coverage),
  }));
  const rank = Math.floor((1 - coverage) * (count + 1) + 1e-9);
  const at = ranks.findLastIndex((known) => known <= rank);
  return at < 0 ? Number.NEGATIVE_INFINITY : logRatios[at]!;
}
