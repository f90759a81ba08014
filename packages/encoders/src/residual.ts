import { defineEncoder, sizeOf } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { dense, denseParameters } from "./dense.js";
import { buildMlp, mlpOptions } from "./mlp.js";
import { flatten } from "./vector-input.js";

/**
 * A linear map with a perceptron beside it that starts at zero, `g(x) = G x + b + h(x)`: begun at the linear optimum, training can
 * only learn what linear maps lack.
 */
export const residual = defineEncoder({
  name: "residual",
  summary: "A linear map and, beside it, a perceptron that starts at zero.",
  options: mlpOptions,
  build(options, inputShape) {
    const features = sizeOf(inputShape);
    const beside = buildMlp("residual", options, features);
    const last = `layer${options.hidden.length}`;
    return {
      dimension: options.dimension,
      parameters(generator) {
        const { [`${last}.kernel`]: kernel, [`${last}.bias`]: bias, ...layers } = beside.parameters(generator);
        const zeros = { [`${last}.kernel`]: tf.zerosLike(kernel!), [`${last}.bias`]: tf.zerosLike(bias!) };
        tf.dispose([kernel, bias]);
        return { ...denseParameters("linear", features, options.dimension, generator), ...layers, ...zeros };
      },
      apply: (parameters, inputs, context) =>
        tf.add(
          dense("linear", parameters, flatten(inputs, features)),
          beside.apply(parameters, inputs, context),
        ) as tf.Tensor2D,
    };
  },
});
