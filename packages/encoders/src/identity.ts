import { defineEncoder } from "@crosstilt/core";
import { featureCount, flatten } from "./vector-input.js";

/** `g(x) = x`: the samples are their own embeddings. */
export const identity = defineEncoder({
  name: "identity",
  summary: "The input itself; nothing to learn.",
  options: {},
  build: (_options, inputShape) => ({
    dimension: featureCount(inputShape),
    parameters: () => ({}),
    apply: (_parameters, inputs) => flatten(inputs, featureCount(inputShape)),
  }),
});
