import type { Scores } from "./scores.js";

/**
 * Scores with a function of score and column in place of each, exactly.
 *
 * @param change of a score of column j.
 * @example
 * const raised = mapScores(scores, (score, j) => score + logPrior[j]);
 */
export const mapScores = (scores: Scores, change: (score: number, column: number) => number): Scores =>
  changed(scores, (score, _, column) => change(score, column));

function changed(scores: Scores, change: (score: number, row: number, column: number) => number): Scores {
  return {
    shape: scores.shape,
    at: (i, j) => change(scores.at(i, j), i, j),
    *blocks() {
      for (const block of scores.blocks()) {
        const { row, rows, column, columns } = block;
        // The buffer behind the entries may be longer.
        const entries = block.values.subarray(0, rows * columns);
        const values = Float64Array.from(entries, (value, at) =>
          change(value, row + Math.floor(at / columns), column + (at % columns)),
        );
        yield { ...block, values };
      }
    },
    transposed: () => changed(scores.transposed(), (score, row, column) => change(score, column, row)),
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
