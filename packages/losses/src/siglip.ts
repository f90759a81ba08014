import { defineLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** SigLIP: every pair of the batch as its own yes-or-no question. */
export const siglip = defineLoss({
  name: "siglip",
  summary: "Pairwise logistic loss with learned scale and bias.",
  formula: "L = −(1/N) Σ_ij log σ(z_ij (t S_ij + b)), z = +1 on the diagonal, −1 elsewhere",
  source: "Zhai et al. 2023, algorithm 1",
  relations: [
    "Its optimum is t S + b = log density ratio + log of the odds of a true pair in the batch.",
    "The scale t multiplies the metric's 1/τ: the original is cosine at temperature 1.",
  ],
  options: {
    scale: { type: "number", default: 10, above: 0, description: "initial scale t; learned through its logarithm" },
    bias: { type: "number", default: -10, description: "initial bias b, near minus the log of the batch size" },
  },
  needs: "statistics",
  scoreMeaning: "logit of a pair",
  swapped: (options) => options,
  parameters: ({ scale, bias }) => ({ logScale: tf.scalar(Math.log(scale)), bias: tf.scalar(bias) }),
  evaluate: ({ rowSoftplus, shifted, parameters }) => {
    const [scale, bias] = [tf.exp(parameters.logScale!), parameters.bias] as tf.Scalar[];
    const trueLogits = tf.add(tf.mul(shifted(0), scale!), bias!);
    // All pairs as negatives, then the true ones corrected: softplus(−x) − softplus(x) = −x.
    return tf.mean<tf.Scalar>(tf.sub(rowSoftplus(scale!, bias!), trueLogits));
  },
});
