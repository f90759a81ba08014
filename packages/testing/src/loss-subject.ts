import {
  createGenerator,
  evaluateLoss,
  type Factory,
  type Loss,
  type LossDefinition,
  type Metric,
  type OptionSchema,
  type OptionValues,
  type StatisticsOptions,
} from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { randomMatrix } from "./random.js";

// biome-ignore lint/suspicious/noExplicitAny: a suite takes losses of every schema.
export type AnyLoss = Factory<any, LossDefinition<any, any>, Loss>;

export interface LossCheckOptions<S extends OptionSchema = OptionSchema> {
  /** Options of the loss under test. */
  readonly options?: Partial<OptionValues<S>>;
  /** The metric it meets; by default the inner product of the embeddings. */
  readonly metric?: Metric;
  /** The loss by plain loops in float64, from the score matrix, the embeddings and the options. */
  readonly reference?: (input: LossReferenceInput) => number;
  /** How far central differences may be off, for losses with kinks (default 3e-3, relative to 1 + magnitude). */
  readonly gradientTolerance?: number;
  /** Smallest batch to try; by default the loss's own. */
  readonly minimumPairs?: number;
}

export interface LossReferenceInput {
  readonly scores: number[][];
  readonly u: number[][];
  readonly v: number[][];
}

/** A loss under test. */
export interface Subject {
  readonly create: AnyLoss;
  readonly loss: Loss;
  readonly settings: LossCheckOptions;
  readonly minimum: number;
}

export const PAIRS = 7;
const DIMENSION = 3;

interface TotalOptions {
  /** Added to every score. */
  readonly shift?: number;
  /** Multiplies every product of embeddings, as an inverse temperature does. */
  readonly sharpness?: number;
  readonly statistics?: StatisticsOptions;
  /** Raw samples; by default the embeddings themselves. */
  readonly samplesU?: tf.Tensor;
  readonly samplesV?: tf.Tensor;
}

/** The total of the loss on embeddings; the caller disposes of it. */
export function total(
  { settings: { metric } }: Subject,
  loss: Loss,
  u: tf.Tensor2D,
  v: tf.Tensor2D,
  { shift = 0, sharpness = 1, statistics = {}, samplesU = u, samplesV = v }: TotalOptions = {},
): tf.Scalar {
  return tf.tidy(() => {
    const generator = createGenerator(5);
    const form = metric?.form(u, v, metric.parameters(u.shape[1], generator)) ?? { u, v };
    const scale = tf.mul(form.scale ?? tf.scalar(1), sharpness) as tf.Scalar;
    const beta = tf.add(form.beta ?? tf.zeros([v.shape[0]]), shift) as tf.Tensor1D;
    const changed = { ...form, scale, beta };
    const parameters = loss.parameters(u.shape[1]);
    const targets = tf.eye(u.shape[0]);
    return evaluateLoss(loss, { form: changed, u, v, samplesU, samplesV, targets, parameters }, statistics).total;
  });
}

/** The number in a scalar, which is disposed of. */
export const number = (value: tf.Scalar): number => {
  const result = value.dataSync()[0]!;
  value.dispose();
  return result;
};

/** Runs `body` on random embeddings, and disposes of them. */
export function withBatch(body: (u: tf.Tensor2D, v: tf.Tensor2D) => void, pairs = PAIRS, scale = 1): void {
  const generator = createGenerator(11);
  const [u, v] = [randomMatrix(generator, pairs, DIMENSION, scale), randomMatrix(generator, pairs, DIMENSION, scale)];
  try {
    body(u, v);
  } finally {
    tf.dispose([u, v]);
  }
}
