import * as tf from "@tensorflow/tfjs-core";

/**
 * `|x_i − y_j|²`, `[n, m]`, of rows `[n, d]` and `[m, d]`, coordinate by coordinate: equal rows have distance 0 exactly, and close ones
 * keep their digits, where `|x|² + |y|² − 2⟨x, y⟩` cancels. d passes over n m entries; the caller disposes of the result.
 */
export function squaredDistances(x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad((...inputs) => {
    const [left, right] = inputs as unknown as tf.Tensor2D[];
    const save = inputs[2] as unknown as tf.GradSaveFunc;
    save([left, right]);
    const gradFunc = (dy: tf.Tensor, [a, b]: tf.Tensor[]) => {
      const slopes = dy as tf.Tensor2D;
      const [rows, columns] = [tf.sum(slopes, 1, true), tf.transpose(tf.sum(slopes, 0, true))];
      return [
        tf.mul(tf.sub(tf.mul(a, rows), tf.matMul(slopes, b as tf.Tensor2D)), 2),
        tf.mul(tf.sub(tf.mul(b, columns), tf.matMul(slopes, a as tf.Tensor2D, true, false)), 2),
      ];
    };
    return { value: sumOfSquares(left, right), gradFunc };
  })(x, y) as tf.Tensor2D;
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
