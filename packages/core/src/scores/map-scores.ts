import type { ScoreBlock, Scores } from "./scores.js";

/**
 * Scores with a function of score and column in place of each, exactly.
 *
 * @param change of a score of column j.
 * @example
 * const raised = mapScores(scores, (score, j) => score + logPrior[j]);
 */
export function mapScores(scores: Scores, change: (score: number, column: number) => number): Scores {
  return {
    shape: scores.shape,
    at: (i, j) => change(scores.at(i, j), j),
    *blocks() {
      for (const block of scores.blocks()) yield mapped(block, change);
    },
    transposed: () => {
      const columns = scores.transposed();
      return {
        ...mapScores(columns, (score) => score),
        at: (j, i) => change(columns.at(j, i), j),
        *blocks() {
          for (const block of columns.blocks()) yield mappedRows(block, change);
        },
        transposed: () => mapScores(scores, change),
      };
    },
  };
}

/**
 * The logarithms of density ratios, for models whose scores are the ratios themselves: `log max(s, 0)`, so that a softmax gives
 * each column its share `max(s, 0)/Σ max(s, 0)`. A ratio below 0 is an error of the fit and counts as 0.
 *
 * @example
 * const probabilities = distribution(logRatios(scores), 0); // of a model trained by the spectral loss
 */
export const logRatios = (scores: Scores): Scores => mapScores(scores, logRatio);

/** `log max(s, 0)`. */
export const logRatio = (ratio: number): number => Math.log(Math.max(0, ratio));

function mapped(block: ScoreBlock, change: (score: number, column: number) => number): ScoreBlock {
  const { columns, column } = block;
  return {
    ...block,
    values: Float64Array.from(entriesOf(block), (value, at) => change(value, column + (at % columns))),
  };
}

/** Of a transposed block, whose rows are the columns of the scores. */
function mappedRows(block: ScoreBlock, change: (score: number, column: number) => number): ScoreBlock {
  const { columns, row } = block;
  const values = Float64Array.from(entriesOf(block), (value, at) => change(value, row + Math.floor(at / columns)));
  return { ...block, values };
}

/** The entries alone; the buffer behind them may be longer. */
const entriesOf = ({ values, rows, columns }: ScoreBlock) => values.subarray(0, rows * columns);
