import * as tf from "@tensorflow/tfjs-core";

/**
 * The mean of all rows of both sides, `[1, d]`, as a constant: what depends on differences alone does not depend on it, so no
 * gradient flows into it.
 */
export function centreOf(u: tf.Tensor2D, v: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad((...inputs) => {
    const [x, y] = inputs as tf.Tensor[];
    const save = inputs[2] as unknown as tf.GradSaveFunc;
    save([x, y]);
    const total = tf.add(tf.sum(x, 0, true), tf.sum(y, 0, true));
    const value = tf.div(total, x.shape[0] + y.shape[0]);
    return { value, gradFunc: (_: tf.Tensor, saved: tf.Tensor[]) => saved.map((side) => tf.zerosLike(side)) };
  })(u, v) as tf.Tensor2D;
}
