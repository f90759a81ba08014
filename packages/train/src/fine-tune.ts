import { demand, type Generator, type Parameters } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { adam } from "./adam.js";
import { type EpochEvent, type MinimizeOptions, minimize, type Objective, type StepEvent } from "./minimize.js";
import type { Optimizer } from "./optimizer.js";
import { startTraining, type TrainingState } from "./training-state.js";

/** What fine-tuning learns: label embeddings `G` `[d, K]` and log-priors `F` `[K]` (eqs. 32–35). */
export interface LabelHead extends Parameters {
  readonly G: tf.Tensor2D;
  readonly F: tf.Tensor1D;
}

export interface FineTuneOptions extends Partial<Omit<MinimizeOptions, "optimizer">> {
  readonly optimizer?: Optimizer;
}

/** Frozen embeddings `[n, d]`, already scaled by the metric (`ḡ/τ`), and the label of each row, `[n]` int32. */
export interface LabelledEmbeddings {
  readonly embeddings: tf.Tensor2D;
  readonly labels: tf.Tensor1D;
}

/** The head before training: the label encoder's embeddings `[K, d]` and a flat prior. The caller disposes of the state. */
export function startFineTune(labelEmbeddings: tf.Tensor2D, optimizer: Optimizer = adam()): TrainingState {
  const head = tf.tidy(() => ({ G: tf.transpose(labelEmbeddings), F: tf.zeros([labelEmbeddings.shape[0]]) }));
  return startTraining(head, optimizer);
}

/**
 * Learns G and F by the one-sided v|u loss with logits `Gᵀ ḡ_u/τ + F` (eqs. 32–35): softmax cross-entropy over labels.
 *
 * @example
 * const state = startFineTune(labelEmbeddings);
 * for await (const event of fineTune(data, state, { epochs: 3 })) console.log(event.loss);
 */
export function fineTune(
  { embeddings, labels }: LabelledEmbeddings,
  state: TrainingState,
  { optimizer = adam(), ...options }: FineTuneOptions = {},
): AsyncGenerator<StepEvent | EpochEvent, void, void> {
  demand(embeddings.shape[0] === labels.shape[0], () => ({
    argument: "labels",
    expected: `one for each of the ${embeddings.shape[0]} embeddings`,
    received: String(labels.shape[0]),
  }));
  const classes = state.parameters.F!.size;
  const objective: Objective<{ x: tf.Tensor; target: tf.Tensor }> = {
    examples: embeddings.shape[0],
    load: (indices) =>
      tf.tidy(() => {
        const rows = tf.tensor1d(indices, "int32");
        return { x: tf.gather(embeddings, rows), target: tf.oneHot(tf.gather(labels, rows), classes) };
      }),
    evaluate: (parameters: Parameters, { x, target }, _generator: Generator) => {
      const logits = headLogits(parameters as LabelHead, x as tf.Tensor2D);
      const taken = tf.sum(tf.mul(logits, tf.cast(target, "float32")), 1);
      return { total: tf.mean(tf.sub(tf.logSumExp(logits, 1), taken)) as tf.Scalar };
    },
  };
  return minimize(objective, state, { epochs: 10, batchSize: 512, seed: 1, ...options, optimizer });
}

/** Logits `Gᵀ x + F` of the labels, `[n, K]` (eq. 34). The caller disposes of them. */
export function headLogits({ G, F }: LabelHead, embeddings: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.add(tf.matMul(embeddings, G), F) as tf.Tensor2D);
}
