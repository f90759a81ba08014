import { defineEncoder, demand, sizeOf } from "@crosstilt/core";
import type * as tf from "@tensorflow/tfjs-core";
import { activationNames, activations } from "./activation.js";
import { dense, denseParameters } from "./dense.js";
import { flatten } from "./vector-input.js";

/** A multilayer perceptron on flattened inputs. */
export const mlp = defineEncoder({
  name: "mlp",
  summary: "A multilayer perceptron.",
  options: {
    hidden: { type: "numbers", default: [256], description: "widths of the hidden layers, in order" },
    dimension: { type: "number", integer: true, minimum: 1, default: 64, description: "dimension of the embeddings" },
    activation: { type: "choice", choices: activationNames, default: "relu", description: "after every hidden layer" },
  },
  build({ hidden, dimension, activation }, inputShape) {
    demand(
      hidden.every((width) => Number.isInteger(width) && width > 0),
      () => ({ argument: 'mlp option "hidden"', expected: "positive integers", received: `[${hidden}]` }),
    );
    const widths = [sizeOf(inputShape), ...hidden, dimension];
    const layers = widths.slice(1).map((outputs, i) => ({ name: `layer${i}`, inputs: widths[i], outputs }));
    return {
      dimension,
      parameters: (generator) =>
        Object.assign(
          {},
          ...layers.map(({ name, inputs, outputs }) => denseParameters(name, inputs!, outputs, generator)),
        ),
      apply: (parameters, inputs) =>
        layers.reduce(
          (x, { name }, i) => {
            const output = dense(name, parameters, x);
            return i < hidden.length ? (activations[activation](output) as tf.Tensor2D) : output;
          },
          flatten(inputs, widths[0]!),
        ),
    };
  },
});
