import { defineEncoder, demand } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** Labels 0 … classes − 1 as unit vectors: with it the inner product reads off a logit. */
export const oneHot = defineEncoder({
  name: "oneHot",
  summary: "Labels as unit vectors; nothing to learn.",
  options: {
    classes: { type: "number", integer: true, minimum: 2, default: 10, description: "number of labels" },
  },
  build({ classes }, inputShape) {
    demand(
      inputShape.every((length) => length === 1),
      () => ({
        argument: "oneHot input",
        expected: "one label a sample",
        received: `shape [${inputShape}]`,
      }),
    );
    return {
      dimension: classes,
      parameters: () => ({}),
      apply: (_parameters, labels) =>
        tf.oneHot(tf.cast(tf.reshape(labels, [-1]), "int32"), classes, 1, 0, "float32") as tf.Tensor2D,
    };
  },
});
