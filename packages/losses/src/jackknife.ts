import type { StatisticsInput } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import type { DirectionTerms } from "./conditional-terms.js";

/** A negative that carries its whole normaliser to float32 counts as this share of it. */
const ALMOST_ALL = 1 - 2 ** -20;

/**
 * `N L_N − (N − 1) mean L_{N−1}` of each direction, the mean over leaving out one negative of every sample (docs/theory.md, section 16).
 * With w the softmax of the scores of one sample: `c − s − (N − 1) log(N/(N − 1)) − Σ_{negatives} log(1 − w)`.
 */
export function jackknifeTerms({ matrix, n }: StatisticsInput): DirectionTerms {
  const scores = matrix();
  const constant = Math.log(n) + (n - 1) * Math.log(n / (n - 1));
  const direction = (logits: tf.Tensor2D) => {
    const weights = tf.softmax(logits);
    const negatives = tf.mul(weights, tf.sub(1, tf.eye(n)));
    const without = tf.sum(tf.log1p(tf.neg(tf.minimum(negatives, ALMOST_ALL))), 1);
    const own = tf.sum(tf.mul(tf.logSoftmax(logits), tf.eye(n)), 1);
    return tf.neg(tf.mean(tf.add(tf.add(own, without), constant))) as tf.Scalar;
  };
  return { uGivenV: direction(tf.transpose(scores)), vGivenU: direction(scores) };
}
