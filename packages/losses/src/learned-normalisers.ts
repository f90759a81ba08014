import {
  defineLoss,
  demand,
  type Parameters,
  parametersUnder,
  prefixParameters,
  type StatisticsInput,
} from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { type DirectionTerms, weighted, weightOptions } from "./conditional-terms.js";

/**
 * The parameters of the two normalisers, `b(h) = c + ⟨w, h⟩ + ½ ⟨h, K h⟩` of an embedding h, zero at first. For Gaussians and linear
 * encoders that is the form of the true one.
 */
function normaliserParameters(dimension: number | undefined): Parameters {
  demand(dimension !== undefined, () => ({
    argument: "dimension",
    expected: "that of the embeddings, for learned normalisers",
    received: "none",
  }));
  const head = () => ({ c: tf.scalar(0), w: tf.zeros([dimension]), K: tf.zeros([dimension, dimension]) });
  return { ...prefixParameters("normaliserU", head()), ...prefixParameters("normaliserV", head()) };
}

/** Conditional Kullback–Leibler loss whose normalisers are learned functions of the given side, unbiased at any batch. */
export const learnedNormalisers = defineLoss({
  name: "learned-normalisers",
  summary: "Conditional loss with learned functions in place of the batch's normalisers: no bias at any batch size.",
  formula:
    "L = E[ (λ_u/2)(e^{−b_v(v)} E_{u'} e^{s(u',v)} + b_v(v) − 1 − s) + (λ_v/2)(the same given u) ], b quadratic in the embedding",
  source: "Nguyen, Wainwright, Jordan 2010; docs/theory.md, 21",
  relations: [
    "At b = log E e^s it is conditional(λ_u, λ_v) of infinite batches; at any other b it is larger.",
    "Its expectation does not depend on the batch, whose normalisers bias conditional by order 1/N; its variance is larger.",
    "For Gaussians, linear encoders and quadratic scores a quadratic b is the true normaliser.",
  ],
  options: weightOptions,
  needs: "statistics",
  scoreMeaning: "log density ratio",
  minimumPairs: 2,
  swapped: ({ lambdaU, lambdaV }) => ({ lambdaU: lambdaV, lambdaV: lambdaU }),
  parameters: (_, dimension) => normaliserParameters(dimension),
  evaluate: (input, options) => {
    const terms = learnedTerms(input);
    return { total: tf.mul<tf.Scalar>(weighted(terms, options), 0.5), ...terms };
  },
});

/** By `log Z = min_b e^{−b} Z + b − 1`, upper bounds of `−log ρ` whose means are over the others, so that they are unbiased. */
function learnedTerms({ diagonal, offDiagonal, parameters, u, v }: StatisticsInput): DirectionTerms {
  const others = offDiagonal();
  const bound = (logMeanExp: tf.Tensor1D, given: tf.Tensor2D, name: string) => {
    const b = normaliser(given, parametersUnder(parameters, name));
    return tf.mean(tf.sub(tf.add(boundedExp(tf.sub(logMeanExp, b)), tf.sub(b, 1)), diagonal)) as tf.Scalar;
  };
  return {
    uGivenV: bound(others.columnLogMeanExp, v, "normaliserV"),
    vGivenU: bound(others.rowLogMeanExp, u, "normaliserU"),
  };
}

/** Normalisers that are this much too small, in nats, are so far off that a slope is all they need. */
const FAR = 10;

/** `e^x`, continued by its tangent from {@link FAR} on, so that nothing overflows; the minimum over b stays where it is. */
const boundedExp = (x: tf.Tensor): tf.Tensor => tf.mul(tf.exp(tf.minimum(x, FAR)), tf.add(tf.relu(tf.sub(x, FAR)), 1));

/** `b(h)` of every row, `[n]`. */
function normaliser(rows: tf.Tensor2D, { c, w, K }: Parameters): tf.Tensor1D {
  const linear = tf.sum(tf.mul(rows, w!), 1);
  const quadratic = tf.mul(tf.sum(tf.mul(tf.matMul(rows, K as tf.Tensor2D), rows), 1), 0.5);
  return tf.add(tf.add(linear, quadratic), c!) as tf.Tensor1D;
}
