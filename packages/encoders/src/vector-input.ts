import { demand } from "@crosstilt/core";
import type * as tf from "@tensorflow/tfjs-core";
import { reshape } from "@tensorflow/tfjs-core";

/** Inputs as rows of features, `[n, features]`. */
export function flatten(inputs: tf.Tensor, features: number): tf.Tensor2D {
  demand(inputs.size === inputs.shape[0] * features, () => ({
    argument: "inputs",
    expected: `${features} features a row`,
    received: `a tensor of shape [${inputs.shape}]`,
    remedy: "Encode the kind of data the encoder was built for",
  }));
  return reshape(inputs, [-1, features]);
}
