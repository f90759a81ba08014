import type * as tf from "@tensorflow/tfjs-core";
import type { ApplyContext } from "./encoder.js";
import type { Generator } from "./generator.js";
import type { PairBatch } from "./pairs.js";
import type { Parameters } from "./parameters.js";
import type { ScoreForm } from "./score.js";

/** What a model makes of a batch of n pairs. */
export interface ScoredBatch {
  /** The scores of all samples; rows and columns beyond the n pairs are extra negatives. */
  readonly form: ScoreForm;
  /** Embeddings of the pairs, `[n, d]`, for losses on embeddings. */
  readonly u: tf.Tensor2D;
  readonly v: tf.Tensor2D;
}

/**
 * Parameters and samples of both sides → a score form: all that training needs of a model. Two encoders and a metric (`bimodal`
 * of @crosstilt/train) are the factored case; a quadratic form or a weighted cosine are others.
 */
export interface ScoreModel {
  /** Shape of one sample on each side, without the batch dimension. */
  readonly shape: Readonly<Record<"u" | "v", readonly number[]>>;
  /** The dimension of the embeddings, for losses with parameters of that size. */
  readonly dimension?: number;
  /** The parameter, a logarithm of a factor of all scores, that training starts where the loss of the first batch is least. */
  readonly startsAtOptimum?: string;
  /** Fresh parameters. The caller disposes of them. */
  initialise(generator: Generator): Parameters;
  /** Scores of a batch; differentiable in the parameters. What it makes belongs to the surrounding `tf.tidy`. */
  score(parameters: Parameters, batch: PairBatch, context?: ApplyContext): ScoredBatch;
  /** Quantities worth logging every step, such as the temperature; the parameters under `metric.` can be read synchronously. */
  describe?(parameters: Parameters): Record<string, number>;
}
