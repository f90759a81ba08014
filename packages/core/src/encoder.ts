import * as tf from "@tensorflow/tfjs-core";
import { type Factory, factory } from "./factory.js";
import type { Generator } from "./generator.js";
import { type OptionSchema, type OptionValues, resolveOptions } from "./options.js";
import type { Parameters } from "./parameters.js";

/** How a forward pass is run. */
export interface ApplyContext {
  /** True while training: dropout is active. */
  readonly training?: boolean;
  /** Randomness of dropout. */
  readonly generator?: Generator;
}

/** An encoder for inputs of one shape: `g : input → R^dimension`. */
export interface BuiltEncoder {
  /** n_e, the dimension of the embeddings. */
  readonly dimension: number;
  /** Freshly initialised parameters; the caller disposes of them. */
  parameters(generator: Generator): Parameters;
  /** Embeddings `[n, dimension]` of inputs `[n, …inputShape]`; differentiable. The caller disposes of them. */
  apply(parameters: Parameters, inputs: tf.Tensor, context?: ApplyContext): tf.Tensor2D;
}

export interface EncoderDefinition<S extends OptionSchema> {
  readonly name: string;
  readonly summary: string;
  readonly source?: string;
  readonly options: S;
  build(options: OptionValues<S>, inputShape: readonly number[]): BuiltEncoder;
}

/** An encoder with its options, not yet bound to an input shape. */
export interface Encoder {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  build(inputShape: readonly number[]): BuiltEncoder;
}

/**
 * Declares an encoder; the result makes encoders from options and can be put into a plugin.
 *
 * @example
 * const double = defineEncoder({
 *   name: "double", summary: "Twice the input.", options: {},
 *   build: (_options, [d]) => ({ dimension: d, parameters: () => ({}), apply: (_p, x) => tf.mul(x, 2) }),
 * });
 */
export function defineEncoder<const S extends OptionSchema>(
  definition: EncoderDefinition<S>,
): Factory<S, EncoderDefinition<S>, Encoder> {
  const create = (given?: Partial<OptionValues<S>>): Encoder => {
    const options = resolveOptions(definition.name, definition.options, given);
    const build = (inputShape: readonly number[]) => tidied(definition.build(options, inputShape));
    return { name: definition.name, options, build };
  };
  return factory("encoder", definition, create);
}

/** The encoder with the intermediate tensors of `apply` cleared away, so that authors need not think of them. */
function tidied(encoder: BuiltEncoder): BuiltEncoder {
  const apply: BuiltEncoder["apply"] = (...inputs) => tf.tidy(() => encoder.apply(...inputs));
  return { ...encoder, apply };
}
