import type { Parameters } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** Where each parameter lies in one flat buffer: an optimiser then needs a dozen operations, not a dozen a parameter. */
export interface FlatLayout {
  readonly names: readonly string[];
  readonly shapes: readonly number[][];
  readonly sizes: readonly number[];
}

/** The layout of parameters in their own order. */
export function flatLayout(parameters: Parameters): FlatLayout {
  const names = Object.keys(parameters);
  const tensors = names.map((name) => parameters[name]!);
  return { names, shapes: tensors.map(({ shape }) => shape), sizes: tensors.map(({ size }) => size) };
}

/** All parameters as one vector, `[total size]`. The caller disposes of it. */
export function toFlat({ names }: FlatLayout, parameters: Parameters): tf.Tensor1D {
  return tf.tidy(() => tf.concat1d(names.map((name) => tf.reshape(parameters[name]!, [-1]) as tf.Tensor1D)));
}

/** The parameters a vector holds. The caller disposes of them. */
export function fromFlat({ names, shapes, sizes }: FlatLayout, flat: tf.Tensor1D): Parameters {
  return tf.tidy(() => {
    const parts = tf.split(flat, [...sizes]);
    return Object.fromEntries(names.map((name, i) => [name, tf.reshape(parts[i]!, shapes[i]!)]));
  });
}
