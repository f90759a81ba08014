import * as tf from "@tensorflow/tfjs-core";

/** Whether the current backend has a kernel of this name. */
export const hasKernel = (name: string): boolean => tf.getKernel(name, tf.getBackend()) !== undefined;

/** Runs a kernel of one output; gradients are the caller's business unless registered under its name. */
export const runKernel = (name: string, inputs: tf.NamedTensorMap, attributes: object = {}): tf.Tensor =>
  tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as tf.Tensor;

/** Runs a kernel of several outputs. */
export const runKernels = (name: string, inputs: tf.NamedTensorMap, attributes: object = {}): tf.Tensor[] =>
  tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as unknown as tf.Tensor[];
