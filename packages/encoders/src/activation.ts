import * as tf from "@tensorflow/tfjs-core";
import { gelu } from "./gelu.js";

export const activationNames = ["relu", "gelu", "tanh", "sigmoid", "identity"] as const;
export type ActivationName = (typeof activationNames)[number];

/** Activations by name. */
export const activations: Readonly<Record<ActivationName, (x: tf.Tensor) => tf.Tensor>> = {
  relu: (x) => tf.relu(x),
  gelu,
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  identity: (x) => x,
};
