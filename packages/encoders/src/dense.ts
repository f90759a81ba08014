import type { Generator, Parameters } from "@crosstilt/core";
import type * as tf from "@tensorflow/tfjs-core";
import { type FusedActivation, fusedDense } from "./fused.js";
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

/** `activation(x W + b)`, `[n, inputs] → [n, outputs]`; the bias only if there is one. */
export function dense(
  name: string,
  parameters: Parameters,
  x: tf.Tensor2D,
  activation: FusedActivation = "linear",
): tf.Tensor2D {
  const kernel = parameters[`${name}.kernel`] as tf.Tensor2D;
  return fusedDense(x, kernel, parameters[`${name}.bias`] as tf.Tensor1D | undefined, activation);
}
