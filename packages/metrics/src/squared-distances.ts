import { withGradient } from "@crosstilt/core/backend";
import * as tf from "@tensorflow/tfjs-core";

/**
 * `|x_i − y_j|²`, `[n, m]`, of rows `[n, d]` and `[m, d]`, coordinate by coordinate: equal rows have distance 0 exactly, and close ones
 * keep their digits, where `|x|² + |y|² − 2⟨x, y⟩` cancels. d passes over n m entries; the caller disposes of the result.
 */
export function squaredDistances(x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor2D {
  return withGradient((left: tf.Tensor2D, right: tf.Tensor2D) => ({
    value: sumOfSquares(left, right),
    saved: [left, right],
    gradient: (dy, [a, b]) => {
      const [rows, columns] = [tf.sum(dy, 1, true), tf.transpose(tf.sum(dy, 0, true))];
      return [
        tf.mul(tf.sub(tf.mul(a, rows), tf.matMul(dy, b)), 2),
        tf.mul(tf.sub(tf.mul(b, columns), tf.matMul(dy, a, true, false)), 2),
      ];
    },
  }))(x, y);
}

function sumOfSquares(x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor2D {
  const columns = tf.transpose(y);
  let total = tf.zeros<tf.Rank.R2>([x.shape[0], y.shape[0]]);
  for (let k = 0; k < x.shape[1]; k++) {
    const next = tf.tidy(() => {
      const difference = tf.sub(tf.slice(x, [0, k], [-1, 1]), tf.slice(columns, [k, 0], [1, -1]));
      return tf.add<tf.Tensor2D>(total, tf.square(difference));
    });
    total.dispose();
    total = next;
  }
  return total;
}
