import type * as tf from "@tensorflow/tfjs-core";
import type { CompleteScoreForm } from "./score.js";

/** The few vectors of a score matrix that every KL loss needs. */
export type ScoreStatistics = {
  /** `S[i, i]`, `[min(n, m)]`. */
  readonly diagonal: tf.Tensor1D;
  /** `log (1/m) Σ_j exp S[i, j]`, `[n]`. */
  readonly rowLogMeanExp: tf.Tensor1D;
  /** `log (1/n) Σ_i exp S[i, j]`, `[m]`. */
  readonly columnLogMeanExp: tf.Tensor1D;
};

/** A way to compute the statistics and, from their gradients, the gradients of the form. */
export interface StatisticsEngine {
  forward(form: CompleteScoreForm, excludeDiagonal: boolean): ScoreStatistics;
  backward(
    form: CompleteScoreForm,
    statistics: ScoreStatistics,
    dy: ScoreStatistics,
    excludeDiagonal: boolean,
  ): CompleteScoreForm;
}
