import { demand } from "@crosstilt/core";
import { demandScores, type FactoredScores } from "./factored-scores.js";
import { demandRelevance, pairedRelevance, type Relevance } from "./relevance.js";
import { rowSums } from "./row-laws.js";

export interface CalibrationOptions {
  /** For every u the indices of its v (default: row i belongs to row i). */
  readonly relevant?: Relevance;
  /** Number of bins of equal width (default 15). */
  readonly bins?: number;
}

export interface CalibrationBin {
  /** Mean probability that the model gave its first choice. */
  readonly confidence: number;
  /** Share of first choices that were right; of several that would have been right, each is the wanted one as often. */
  readonly accuracy: number;
  readonly count: number;
}

export interface Calibration {
  /** The reliability curve: bins that hold queries, in order of confidence. */
  readonly curve: readonly CalibrationBin[];
  /** Mean of |confidence − accuracy| over queries, by bins. */
  readonly expectedCalibrationError: number;
  readonly confidence: number;
  readonly accuracy: number;
}

/**
 * Are the model's match probabilities what they say? For each u the probability of its first choice among all v,
 * `max_j softmax_j s(u_i, v_j)` (eq. 28), is compared with how often that choice is the partner. Where several v are right,
 * they share the probability, and one of m that is chosen is the partner of one pair in m. With `transposed(scores)`: the same
 * for v.
 *
 * @example
 * const { curve, expectedCalibrationError } = calibration(scores);
 */
export function calibration(scores: FactoredScores, options: CalibrationOptions = {}): Calibration {
  const { bins = 15 } = options;
  demandScores(scores);
  demand(Number.isInteger(bins) && bins >= 1, () => ({
    argument: "bins",
    expected: "an integer >= 1",
    received: String(bins),
  }));
  const relevant = options.relevant ?? pairedRelevance(scores);
  demandRelevance(relevant, scores);
  const { confidence, choice } = firstChoices(scores);
  const right = Float64Array.from(choice, (j, i) => (Array.from(relevant[i]).includes(j) ? 1 / relevant[i].length : 0));
  return summarise(confidence, right, bins);
}

/** The most probable column of each row and its probability; the first of equal ones. */
function firstChoices(scores: FactoredScores): { confidence: Float64Array; choice: Int32Array } {
  const { sum, choice } = rowSums(scores);
  return { confidence: sum.map((value) => 1 / value), choice };
}

function summarise(confidence: Float64Array, right: Float64Array, bins: number): Calibration {
  const totals = Array.from({ length: bins }, () => ({ confidence: 0, right: 0, count: 0 }));
  confidence.forEach((probability, i) => {
    const bin = totals[Math.min(bins - 1, Math.floor(probability * bins))];
    bin.confidence += probability;
    bin.right += right[i];
    bin.count += 1;
  });
  const n = confidence.length;
  const filled = totals.filter(({ count }) => count > 0);
  const sum = (key: "confidence" | "right") => filled.reduce((total, bin) => total + bin[key], 0);
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
