import { demand, logSumExp, type Scores, topK } from "@crosstilt/core";
import { demandPairCounts, diagonalPairs, frequencies, type PairCounts } from "./pair-counts.js";

export interface CalibrationOptions {
  /** Which rows and columns are pairs, and how often (default: row i belongs to column i, once). */
  readonly pairs?: PairCounts;
  /** Number of bins of equal width (default 15). */
  readonly bins?: number;
}

export interface CalibrationBin {
  /** Mean probability that the model gave its first choice. */
  readonly confidence: number;
  /** Share of pairs whose partner is the first choice. */
  readonly accuracy: number;
  /** Pairs in the bin. */
  readonly count: number;
}

export interface Calibration {
  /** The reliability curve: bins that hold pairs, in order of confidence. */
  readonly curve: readonly CalibrationBin[];
  /** Mean of |confidence − accuracy| over pairs, by bins. */
  readonly expectedCalibrationError: number;
  readonly confidence: number;
  readonly accuracy: number;
}

/**
 * Are the model's match probabilities what they say? For each pair (i, j) the probability of the row's first choice,
 * `max_j softmax_j s_ij` (eq. 28), is compared with how often that choice is the pair's column. Rows count as often as they
 * occur in pairs; columns that stand for several equal samples carry their frequency in the scores (`withPrior`). With
 * `transposed()` scores and pairs: the same for the other direction.
 *
 * @param scores `[n, m]`.
 * @throws when pairs name rows or columns that are not there, or bins are none.
 * @example
 * const { curve, expectedCalibrationError } = calibration(scores);
 */
export function calibration(scores: Scores, options: CalibrationOptions = {}): Calibration {
  const { bins = 15 } = options;
  demand(Number.isInteger(bins) && bins >= 1, () => ({
    argument: "bins",
    expected: "an integer >= 1",
    received: String(bins),
  }));
  const pairs = options.pairs ?? diagonalPairs(scores);
  demandPairCounts(pairs, scores);
  const { indices: choice } = topK(scores, 1);
  const confidence = logSumExp(scores).map((normaliser, i) =>
    Math.min(1, Math.exp(scores.at(i, choice[i]!) - normaliser)),
  );
  const right = new Float64Array(confidence.length);
  pairs.count.forEach((times, p) => {
    if (choice[pairs.u[p]!] === pairs.v[p]) right[pairs.u[p]!]! += times;
  });
  return summarise(confidence, right, frequencies(pairs, scores.shape).u, bins);
}

/** @param right of each row, how many of its `count` pairs have the first choice. */
function summarise(confidence: Float64Array, right: Float64Array, count: Float64Array, bins: number): Calibration {
  const totals = Array.from({ length: bins }, () => ({ confidence: 0, right: 0, count: 0 }));
  confidence.forEach((probability, i) => {
    const bin = totals[Math.min(bins - 1, Math.floor(probability * bins))]!;
    bin.confidence += probability * count[i]!;
    bin.right += right[i]!;
    bin.count += count[i]!;
  });
  const filled = totals.filter((bin) => bin.count > 0);
  const sum = (key: "confidence" | "right" | "count") => filled.reduce((total, bin) => total + bin[key], 0);
  const n = sum("count");
  return {
    curve: filled.map((bin) => ({
      confidence: bin.confidence / bin.count,
      accuracy: bin.right / bin.count,
      count: bin.count,
    })),
    expectedCalibrationError: filled.reduce((total, bin) => total + Math.abs(bin.confidence - bin.right), 0) / n,
    confidence: sum("confidence") / n,
    accuracy: sum("right") / n,
  };
}
