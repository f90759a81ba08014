import * as tf from "@tensorflow/tfjs-core";

/**
 * Whether the current backend has a kernel of this name.
 *
 * @example hasKernel(SCORE_STATISTICS_KERNEL); // true on the wasm backend of @crosstilt/backends
 */
export const hasKernel = (name: string): boolean => tf.getKernel(name, tf.getBackend()) !== undefined;

/**
 * Runs a kernel of one output; gradients are the caller's business unless registered under its name.
 *
 * @example const dx = runKernel(RELU_GRADIENT_KERNEL, { y, dy });
 */
export const runKernel = (name: string, inputs: tf.NamedTensorMap, attributes: object = {}): tf.Tensor =>
  tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as tf.Tensor;

/**
 * Runs a kernel of several outputs.
 *
 * @example const [values, indices] = runKernels(TOP_SCORES_KERNEL, { u, v, beta }, { scale: 1, k: 5 });
 */
export const runKernels = (name: string, inputs: tf.NamedTensorMap, attributes: object = {}): tf.Tensor[] =>
  tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as unknown as tf.Tensor[];
