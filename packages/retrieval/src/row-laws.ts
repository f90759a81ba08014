import { countOf, demandScores, type FactoredScores } from "./factored-scores.js";
import { type ScoreTile, scoreTiles } from "./score-tiles.js";

/** Of each row of a score matrix: its largest entry, where that stands, and the sum of all. */
export interface RowSums {
  readonly maximum: Float64Array;
  /** `Σ_j exp(s_ij − maximum_i)`. */
  readonly sum: Float64Array;
  /** The column of the largest entry, the first of equal ones. */
  readonly choice: Int32Array;
}

/** {@link RowSums} in one pass, O(block) memory; nothing overflows. */
export function rowSums(scores: FactoredScores): RowSums {
  const n = countOf(scores.u);
  const rows = {
    maximum: new Float64Array(n).fill(Number.NEGATIVE_INFINITY),
    sum: new Float64Array(n),
    choice: new Int32Array(n),
  };
  for (const tile of scoreTiles(scores)) accumulate(tile, rows);
  return rows;
}

/**
 * `log Σ_j exp s_ij` of each row, `[n]`: what turns scores into the probabilities of eq. 28.
 *
 * @example
 * const logProbability = topK(scores, 1).scores[0] - logNormalisers(scores)[0];
 */
export function logNormalisers(scores: FactoredScores): Float64Array {
  demandScores(scores);
  return logNormalisersUnchecked(scores);
}

/** {@link logNormalisers} of embeddings that were checked before. */
export function logNormalisersUnchecked(scores: FactoredScores): Float64Array {
  const { maximum, sum } = rowSums(scores);
  return maximum.map((value, i) => value + Math.log(sum[i]));
}

/**
 * The conditional law over the columns given row i, `softmax_j s_ij`, `[m]` (eq. 28).
 *
 * @example
 * const drawn = sample(conditionalLaw(scores, 0), { count: 5, generator });
 */
export function conditionalLaw({ u, v, scale }: FactoredScores, row: number): Float64Array {
  const { dimension, bias } = u;
  const vectors = u.vectors.subarray(row * dimension, (row + 1) * dimension);
  const one = { v, scale, u: { vectors, dimension, bias: bias?.subarray(row, row + 1) } };
  const [normaliser] = logNormalisers(one);
  const law = new Float64Array(countOf(v));
  for (const { column, columns, scores } of scoreTiles(one))
    for (let j = 0; j < columns; j++) law[column + j] = Math.exp(scores[j] - normaliser);
  return law;
}

function accumulate({ row, rows, column, columns, scores }: ScoreTile, state: RowSums): void {
  for (let i = 0; i < rows; i++) {
    let maximum = state.maximum[row + i];
    let sum = state.sum[row + i];
    for (let j = 0; j < columns; j++) {
      const score = scores[i * columns + j];
      if (score <= maximum) {
        sum += Math.exp(score - maximum);
        continue;
      }
      sum = sum * Math.exp(maximum - score) + 1;
      maximum = score;
      state.choice[row + i] = column + j;
    }
    state.maximum[row + i] = maximum;
    state.sum[row + i] = sum;
  }
}
