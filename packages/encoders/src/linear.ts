import { type BuiltEncoder, defineEncoder, sizeOf } from "@crosstilt/core";
import { dense, denseParameters } from "./dense.js";
import { flatten } from "./vector-input.js";

const options = {
  dimension: { type: "number", integer: true, minimum: 1, default: 64, description: "dimension of the embeddings" },
} as const;

/** `g(x) = G x`, without offset: the encoders of the Gaussian theory (§4). */
export const linear = defineEncoder({
  name: "linear",
  summary: "A linear map.",
  options,
  build: ({ dimension }, inputShape) => buildLinear(dimension, sizeOf(inputShape), false),
});

/** `g(x) = G x + b`: for data whose mean is not zero. */
export const affine = defineEncoder({
  name: "affine",
  summary: "A linear map and an offset.",
  options,
  build: ({ dimension }, inputShape) => buildLinear(dimension, sizeOf(inputShape), true),
});

function buildLinear(dimension: number, features: number, bias: boolean): BuiltEncoder {
  return {
    dimension,
    parameters: (generator) => denseParameters("linear", features, dimension, generator, bias),
    apply: (parameters, inputs) => dense("linear", parameters, flatten(inputs, features)),
  };
}
