import { withGradient } from "@crosstilt/core/backend";
import * as tf from "@tensorflow/tfjs-core";

/** Rows shorter than this count as zero. */
const TINY = 1e-12;

/**
 * Rows divided by their Euclidean norm (eq. 2), `[n, d]`; a zero row stays zero and gets no gradient, where the plain
 * formula gives NaN. The caller disposes of the result.
 *
 * @example
 * const unit = unitRows(tf.tensor2d([[3, 4]])); // [[0.6, 0.8]]
 */
export function unitRows(x: tf.Tensor2D): tf.Tensor2D {
  return withGradient((rows: tf.Tensor2D) => {
    // Squares of entries beyond 1e19 would overflow: the largest entry is taken out first.
    const largest = tf.maximum(tf.max(tf.abs(rows), 1, true), TINY);
    const norm = tf.mul(largest, tf.sqrt(tf.sum(tf.square(tf.div(rows, largest)), 1, true)));
    const present = tf.cast(tf.greater(norm, TINY), "float32");
    const inverse = tf.div(present, tf.maximum(norm, TINY));
    const value = tf.mul<tf.Tensor2D>(tf.div(rows, largest), tf.mul(inverse, largest));
    return {
      value,
      saved: [value, inverse],
      gradient: (dy, [unit, scale]) => {
        const along = tf.sum(tf.mul(dy, unit), 1, true);
        return [tf.mul(scale, tf.sub(dy, tf.mul(unit, along)))];
      },
    };
  })(x);
}
