import { defineEncoder, sizeOf } from "@crosstilt/core";
import { flatten } from "./vector-input.js";

/** `g(x) = x`: the samples are their own embeddings. */
export const identity = defineEncoder({
  name: "identity",
  summary: "The input itself; nothing to learn.",
  options: {},
  build: (_options, inputShape) => ({
    dimension: sizeOf(inputShape),
    parameters: () => ({}),
    apply: (_parameters, inputs) => flatten(inputs, sizeOf(inputShape)),
  }),
});
