import { withGradient } from "@crosstilt/core/backend";
import * as tf from "@tensorflow/tfjs-core";

/**
 * The mean of all rows of both sides, `[1, d]`, as a constant: what depends on differences alone does not depend on it, so no
 * gradient flows into it.
 */
export function centreOf(u: tf.Tensor2D, v: tf.Tensor2D): tf.Tensor2D {
  return withGradient((x: tf.Tensor2D, y: tf.Tensor2D) => {
    const total = tf.add(tf.sum(x, 0, true), tf.sum(y, 0, true));
    return {
      value: tf.div<tf.Tensor2D>(total, x.shape[0] + y.shape[0]),
      saved: [x, y],
      gradient: (_, [left, right]) => [tf.zerosLike(left), tf.zerosLike(right)],
    };
  })(u, v);
}
