import * as tf from "@tensorflow/tfjs-core";

export const activationNames = ["relu", "gelu", "tanh", "sigmoid", "identity"] as const;
export type ActivationName = (typeof activationNames)[number];

/** `x ↦ ½ x (1 + erf(x/√2))`. */
const gelu = (x: tf.Tensor): tf.Tensor => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));

/** Activations by name. */
export const activations: Readonly<Record<ActivationName, (x: tf.Tensor) => tf.Tensor>> = {
  relu: (x) => tf.relu(x),
  gelu,
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  identity: (x) => x,
};
