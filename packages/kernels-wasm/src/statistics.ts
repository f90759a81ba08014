import { checkPointers } from "./check.js";
import type { Engine, Pointer } from "./engine.js";
import { logSums } from "./score-sums.js";
import { checkStatistics, type ScoreOptions, termsOf } from "./scores.js";
import { type ScoreStatisticsGradientOptions, scoreStatisticsGradient } from "./statistics-gradient.js";

export interface ScoreStatisticsOptions extends ScoreOptions {
  /** Leaves the pairs (i, i) out of both means; default false. */
  excludeDiagonal?: boolean;
  /** Receives the scores of the pairs, `[min(n, m)]`. */
  diagonal: Pointer;
  /** Receives the log-mean-exp of each row, `[n]`. */
  rowLogMeanExp: Pointer;
  /** Receives the log-mean-exp of each column, `[m]`. */
  columnLogMeanExp: Pointer;
  /**
   * Receives the exponentials for the gradient, `keptBytes(n, m)`, best aligned to 64: saves a quarter of the work of both
   * passes where memory is quick enough; default not wanted.
   */
  kept?: Pointer;
}

export interface StatisticsKernels {
  /**
   * The vectors every KL loss needs of S = scale U Vᵀ + alpha 1ᵀ + 1 betaᵀ, in O(n + m) memory: its diagonal and
   * log((1/m) Σ_j exp S_ij), log((1/n) Σ_i exp S_ij). Never overflows or underflows, whatever the scores.
   * Returns whether `kept` was filled: scores too far apart for one common shift leave it undefined.
   *
   * @throws CrosstiltError on empty inputs, a scale that is not finite, or when excluding the diagonal leaves a mean of nothing.
   * @example kernels.scoreStatistics({ u, v, n: 512, m: 512, d: 64, scale: 10, diagonal, rowLogMeanExp, columnLogMeanExp });
   */
  scoreStatistics: (options: ScoreStatisticsOptions) => boolean;
  /**
   * Gradient of `scoreStatistics` with respect to U, V, alpha and beta, from the gradients of its three outputs and the
   * outputs themselves; S is formed again, tile by tile. Returns the gradient with respect to scale.
   */
  scoreStatisticsGradient: (options: ScoreStatisticsGradientOptions) => number;
}

export function statisticsKernels(engine: Engine): StatisticsKernels {
  return {
    scoreStatistics: (options) => scoreStatistics(engine, options),
    scoreStatisticsGradient: (options) => scoreStatisticsGradient(engine, options),
  };
}

function scoreStatistics(engine: Engine, options: ScoreStatisticsOptions): boolean {
  const { u, v, n, m, d, scale, alpha = 0, beta = 0, diagonal, rowLogMeanExp, columnLogMeanExp } = options;
  checkStatistics("scoreStatistics", options);
  checkPointers("scoreStatistics", { diagonal, rowLogMeanExp, columnLogMeanExp });
  const { excludeDiagonal = false, kept } = options;
  const sums = logSums(engine, options, excludeDiagonal, kept);
  write(engine.float32(rowLogMeanExp, n), sums.row, termsOf(m, excludeDiagonal));
  write(engine.float32(columnLogMeanExp, m), sums.column, termsOf(n, excludeDiagonal));
  engine.call("scoreDiagonal", u, v, d, scale, alpha, beta, Math.min(n, m), diagonal);
  return kept !== undefined && sums.bounded;
}

function write(out: Float32Array, logSum: (i: number) => number, terms: (i: number) => number): void {
  for (let i = 0; i < out.length; i++) out[i] = logSum(i) - Math.log(terms(i));
}
