import { GELU_GRADIENT_KERNEL, GELU_KERNEL, hasKernel, runKernel } from "@crosstilt/core/backend";
import * as tf from "@tensorflow/tfjs-core";

/** `x ↦ x Φ(x) = ½ x (1 + erf(x/√2))` (arXiv:1606.08415), by the backend's kernel where it has one. */
export const gelu = <T extends tf.Tensor>(x: T): T => (hasKernel(GELU_KERNEL) ? fusedGelu(x) : plainGelu(x)) as T;

function fusedGelu(x: tf.Tensor): tf.Tensor {
  return tf.customGrad((...inputs) => {
    const [entries, save] = inputs as unknown as [tf.Tensor, tf.GradSaveFunc];
    save([entries]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => runKernel(GELU_GRADIENT_KERNEL, { x: saved, dy });
    return { value: runKernel(GELU_KERNEL, { x: entries }), gradFunc };
  })(x);
}

const plainGelu = (x: tf.Tensor): tf.Tensor => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
