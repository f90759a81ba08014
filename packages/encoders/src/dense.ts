import type { Generator, Parameters } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { uniformFanIn } from "./initialise.js";

/** Parameters of `x ↦ x W + b`: `name.kernel` `[inputs, outputs]` and, unless refused, `name.bias` `[outputs]`. */
export function denseParameters(
  name: string,
  inputs: number,
  outputs: number,
  generator: Generator,
  bias = true,
): Parameters {
  const kernel = { [`${name}.kernel`]: uniformFanIn([inputs, outputs], inputs, generator) };
  return bias ? { ...kernel, [`${name}.bias`]: uniformFanIn([outputs], inputs, generator) } : kernel;
}

/** `x W + b`, `[n, inputs] → [n, outputs]`; the bias only if there is one. */
export function dense(name: string, parameters: Parameters, x: tf.Tensor2D): tf.Tensor2D {
  const product = tf.matMul(x, parameters[`${name}.kernel`] as tf.Tensor2D) as tf.Tensor2D;
  const bias = parameters[`${name}.bias`];
  return bias ? tf.add(product, bias) : product;
}
