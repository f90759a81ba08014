import { type ApplyContext, type BuiltEncoder, defineEncoder, demand, sizeOf } from "@crosstilt/core";
import type * as tf from "@tensorflow/tfjs-core";
import { type ActivationName, activationNames, activations } from "./activation.js";
import { dense, denseParameters } from "./dense.js";
import { dropout } from "./dropout.js";
import { flatten } from "./vector-input.js";

/** Options of {@link mlp}, and of encoders that have one in them. */
export const mlpOptions = {
  hidden: { type: "numbers", default: [256], description: "widths of the hidden layers, in order" },
  dimension: { type: "number", integer: true, minimum: 1, default: 64, description: "dimension of the embeddings" },
  activation: { type: "choice", choices: activationNames, default: "relu", description: "after every hidden layer" },
  dropout: {
    type: "number",
    minimum: 0,
    maximum: 0.99,
    default: 0,
    description: "share of hidden values that are zero in a step of training",
  },
} as const;

export interface MlpOptions {
  readonly hidden: readonly number[];
  readonly dimension: number;
  readonly activation: ActivationName;
  readonly dropout: number;
}

/** A multilayer perceptron on flattened inputs. */
export const mlp = defineEncoder({
  name: "mlp",
  summary: "A multilayer perceptron.",
  options: mlpOptions,
  build: (options, inputShape) => buildMlp("mlp", options, sizeOf(inputShape)),
});

/** The perceptron of an encoder `name`, on `features` numbers. */
export function buildMlp(
  name: string,
  { hidden, dimension, activation, dropout: rate }: MlpOptions,
  features: number,
): BuiltEncoder {
  demand(
    hidden.every((width) => Number.isInteger(width) && width > 0),
    () => ({ argument: `${name} option "hidden"`, expected: "positive integers", received: `[${hidden}]` }),
  );
  const widths = [features, ...hidden, dimension];
  const layers = widths.slice(1).map((outputs, i) => ({ name: `layer${i}`, inputs: widths[i]!, outputs }));
  const activated = (x: tf.Tensor2D, context?: ApplyContext) =>
    dropout(activations[activation](x) as tf.Tensor2D, rate, context);
  return {
    dimension,
    parameters: (generator) =>
      Object.assign(
        {},
        ...layers.map(({ name, inputs, outputs }) => denseParameters(name, inputs, outputs, generator)),
      ),
    apply: (parameters, inputs, context) =>
      layers.reduce(
        (x, { name }, i) => {
          const output = dense(name, parameters, x);
          return i < hidden.length ? activated(output, context) : output;
        },
        flatten(inputs, features),
      ),
  };
}
