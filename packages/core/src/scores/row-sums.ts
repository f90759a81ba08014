import { atOnce } from "../turns.js";
import type { ScoreBlock, Scores } from "./scores.js";

/**
 * The error of a score that sums over a row may carry. It is the worst case of float32; what rounding really does is a
 * hundredth of it, and halves over the sum.
 */
const TOLERANCE = 2 ** -10;

export interface RowOptions {
  /** The error that each score may carry (default 2⁻¹⁰ in the worst case); 0 asks for the exact engine. */
  readonly tolerance?: number;
}

/** What the softmax over each row of a score matrix amounts to. */
export interface SoftmaxMoments {
  /** `log Σ_j exp s_ij`, `[n]`. */
  readonly logSumExp: Float64Array;
  /** `Σ_j w_ij s_ij` under `w_i = softmax_j s_ij`, `[n]`. */
  readonly mean: Float64Array;
}

/**
 * Log normalisers and mean scores of the conditional distributions of all rows in one pass, O(block) memory; nothing
 * overflows. The mean minus the normaliser, plus log m, is the relative entropy of the row's distribution to the uniform one.
 *
 * @param scores `[n, m]`.
 * @example
 * const { logSumExp, mean } = softmaxMoments(scores);
 * const information = mean[0] - logSumExp[0] + Math.log(scores.shape[1]); // nats
 */
export function softmaxMoments(scores: Scores, options: RowOptions = {}): SoftmaxMoments {
  return atOnce(softmaxMomentsSteps(scores, options));
}

/**
 * {@link softmaxMoments} that yields now and then, for `inTurns`.
 *
 * @param scores `[n, m]`.
 * @example
 * const { logSumExp } = await inTurns(softmaxMomentsSteps(scores));
 */
export function* softmaxMomentsSteps(
  scores: Scores,
  { tolerance = TOLERANCE }: RowOptions = {},
): Generator<undefined, SoftmaxMoments> {
  const n = scores.shape[0];
  const rows = {
    maximum: new Float64Array(n).fill(Number.NEGATIVE_INFINITY),
    sum: new Float64Array(n),
    weighted: new Float64Array(n),
  };
  for (const block of scores.blocks(tolerance)) {
    accumulate(block, rows);
    yield;
  }
  return {
    logSumExp: rows.maximum.map((value, i) => value + Math.log(rows.sum[i]!)),
    mean: rows.weighted.map((value, i) => value / rows.sum[i]!),
  };
}

/**
 * `log Σ_j exp s_ij` of each row, `[n]`: what turns scores into the probabilities of eq. 28.
 *
 * @param scores `[n, m]`.
 * @example
 * const logProbability = topK(scores, 1).scores[0] - logSumExp(scores)[0];
 */
export const logSumExp = (scores: Scores, options: RowOptions = {}): Float64Array =>
  softmaxMoments(scores, options).logSumExp;

/**
 * The conditional distribution over the columns given row i, `softmax_j s_ij`, `[m]` (eq. 28), exactly.
 *
 * @param scores `[n, m]`.
 * @param row from 0 to n − 1.
 * @example
 * const drawn = sample(distribution(scores, 0), { count: 5, generator });
 */
export function distribution(scores: Scores, row: number): Float64Array {
  return softmax(Float64Array.from({ length: scores.shape[1] }, (_, j) => scores.at(row, j)));
}

/**
 * Softmax of some numbers, `[m]`; nothing overflows. Entries of −∞ get 0.
 *
 * @example
 * softmax([0, Math.log(3)]); // [0.25, 0.75]
 */
export function softmax(values: ArrayLike<number>): Float64Array {
  let maximum = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < values.length; j++) maximum = Math.max(maximum, values[j]!);
  const weights = Float64Array.from(values, (value) => Math.exp(value - maximum));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

interface Sums {
  readonly maximum: Float64Array;
  /** `Σ_j exp(s_ij − maximum_i)`, and the same times s_ij. */
  readonly sum: Float64Array;
  readonly weighted: Float64Array;
}

function accumulate({ row, rows, columns, values }: ScoreBlock, sums: Sums): void {
  for (let i = 0; i < rows; i++) {
    let maximum = sums.maximum[row + i]!;
    let sum = sums.sum[row + i]!;
    let weighted = sums.weighted[row + i]!;
    for (let j = 0; j < columns; j++) {
      const score = values[i * columns + j]!;
      if (score === Number.NEGATIVE_INFINITY) continue;
      if (score > maximum) {
        const shrink = Math.exp(maximum - score);
        sum *= shrink;
        weighted *= shrink;
        maximum = score;
      }
      const weight = Math.exp(score - maximum);
      sum += weight;
      weighted += weight * score;
    }
    sums.maximum[row + i] = maximum;
    sums.sum[row + i] = sum;
    sums.weighted[row + i] = weighted;
  }
}
