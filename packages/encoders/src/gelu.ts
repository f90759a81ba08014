import { GELU_GRADIENT_KERNEL, GELU_KERNEL, hasKernel, runKernel, withGradient } from "@crosstilt/core/backend";
import * as tf from "@tensorflow/tfjs-core";

/** `x ↦ x Φ(x) = ½ x (1 + erf(x/√2))` (arXiv:1606.08415), by the backend's kernel where it has one. */
export const gelu = <T extends tf.Tensor>(x: T): T => (hasKernel(GELU_KERNEL) ? fusedGelu(x) : plainGelu(x)) as T;

function fusedGelu(x: tf.Tensor): tf.Tensor {
  return withGradient((entries: tf.Tensor) => ({
    value: runKernel(GELU_KERNEL, { x: entries }),
    saved: [entries],
    gradient: (dy, [saved]) => [runKernel(GELU_GRADIENT_KERNEL, { x: saved, dy })],
  }))(x);
}

const plainGelu = (x: tf.Tensor): tf.Tensor => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
