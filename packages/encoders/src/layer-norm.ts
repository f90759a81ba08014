import type { Parameters } from "@crosstilt/core";
import {
  hasKernel,
  LAYER_NORM_GRADIENT_KERNEL,
  LAYER_NORM_KERNEL,
  runKernel,
  runKernels,
  withGradient,
} from "@crosstilt/core/backend";
import * as tf from "@tensorflow/tfjs-core";

/** Added to the variance, so that constant rows stay finite. */
const EPSILON = 1e-5;

/** Gain and bias of a layer norm, `[width]` each, as ones and zeros. */
export const layerNormParameters = (name: string, width: number): Parameters => ({
  [`${name}.gain`]: tf.ones([width]),
  [`${name}.bias`]: tf.zeros([width]),
});

/** `gain · (x − mean)/√(variance + ε) + bias` of every row `[n, width]`, by the backend's kernel where it has one. */
export function layerNorm(name: string, parameters: Parameters, x: tf.Tensor2D): tf.Tensor2D {
  const [gain, bias] = [parameters[`${name}.gain`]!, parameters[`${name}.bias`]!];
  if (hasKernel(LAYER_NORM_KERNEL)) return fusedNorm(x, gain, bias);
  return tf.add(tf.mul(standardised(x), gain), bias) as tf.Tensor2D;
}

function fusedNorm(x: tf.Tensor2D, gain: tf.Tensor, bias: tf.Tensor): tf.Tensor2D {
  const attributes = { epsilon: EPSILON };
  return withGradient((rows: tf.Tensor2D, gains: tf.Tensor, biases: tf.Tensor) => ({
    value: runKernel(LAYER_NORM_KERNEL, { x: rows, gain: gains, bias: biases }, attributes) as tf.Tensor2D,
    saved: [rows, gains],
    gradient: (dy, [savedRows, savedGains]) => {
      const inputs = { x: savedRows, gain: savedGains, dy };
      return runKernels(LAYER_NORM_GRADIENT_KERNEL, inputs, attributes) as [tf.Tensor, tf.Tensor, tf.Tensor];
    },
  }))(x, gain, bias);
}

/** Rows of mean 0 and variance 1; the gradient is written out, which takes a third of the operations. */
function standardised(x: tf.Tensor2D): tf.Tensor2D {
  return withGradient((rows: tf.Tensor2D) => {
    const centred = tf.sub(rows, tf.mean(rows, 1, true));
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), EPSILON));
    const value = tf.mul<tf.Tensor2D>(centred, inverse);
    return {
      value,
      saved: [value, inverse],
      gradient: (dy, [unit, scale]) => {
        const along = tf.mul(unit, tf.mean(tf.mul(dy, unit), 1, true));
        return [tf.mul(tf.sub(tf.sub(dy, tf.mean(dy, 1, true)), along), scale)];
      },
    };
  })(x);
}
