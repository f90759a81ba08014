import type * as tf from "@tensorflow/tfjs-core";
import { type Factory, factory } from "./factory.js";
import type { Kernel, KernelInput } from "./kernel.js";
import { type OptionSchema, type OptionValues, resolveOptions } from "./options.js";

export interface KernelDefinition<S extends OptionSchema> {
  readonly name: string;
  readonly summary: string;
  readonly formula: string;
  readonly source: string;
  readonly options: S;
  evaluate(input: KernelInput, options: OptionValues<S>): tf.Tensor2D;
}

/**
 * Declares a kernel on samples; losses of maximum mean discrepancy then take it by name from a plugin, or as an object.
 *
 * @example
 * const cauchy = defineKernel({
 *   name: "cauchy", summary: "Heavy tails.", formula: "1/(1 + d²/ℓ²)", source: "example", options: {},
 *   evaluate: ({ squaredDistances, bandwidth }) =>
 *     tf.reciprocal(tf.add(1, tf.div(squaredDistances, bandwidth ** 2))) as tf.Tensor2D,
 * });
 * const loss = conditionalMmd({ kernelU: cauchy() });
 */
export function defineKernel<const S extends OptionSchema>(
  definition: KernelDefinition<S>,
): Factory<S, KernelDefinition<S>, Kernel> {
  const create = (given?: Partial<OptionValues<S>>): Kernel => {
    const options = resolveOptions(definition.name, definition.options, given);
    const evaluate = (input: KernelInput) => definition.evaluate(input, options);
    return { kind: "kernel", name: definition.name, options, evaluate };
  };
  return factory("kernel", definition, create);
}
