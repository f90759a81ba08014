import type { TiltChoice } from "../../src/tilt/index.js";

/** The law of figures 1 to 5, with the metric and the loss of fig 1. */
export const choice: TiltChoice = {
  spreadU: Math.sqrt(1.5),
  spreadV: Math.sqrt(1.5),
  correlation: 2 / 3,
  metric: "inner-product",
  loss: "conditional",
  lambdaU: 1,
};
