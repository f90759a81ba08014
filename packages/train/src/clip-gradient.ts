import { demand } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** The gradient, shortened to Euclidean norm `limit` if it is longer. The caller disposes of the result. */
export function clipGradient(gradient: tf.Tensor1D, limit: number): tf.Tensor1D {
  demand(limit > 0, () => ({ argument: "clipNorm", expected: "a positive number", received: String(limit) }));
  return tf.tidy(() => {
    const norm = tf.sqrt(tf.sum(tf.square(gradient)));
    return tf.mul(gradient, tf.minimum(1, tf.div(limit, tf.add(norm, 1e-12)))) as tf.Tensor1D;
  });
}
