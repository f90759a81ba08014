import { defineLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { conditionalTerms } from "./conditional-terms.js";

/** CLIP: the symmetric cross-entropy over the batch, with probabilities in place of densities. */
export const clip = defineLoss({
  name: "clip",
  summary: "Symmetric softmax cross-entropy over the batch.",
  formula: "L = −(1/2N) Σ_i [ log softmax_i S[·, i] + log softmax_i S[i, ·] ]",
  source: "Radford et al. 2021, fig. 3; arXiv:2505.24134 Thm 2.8",
  relations: ["Equals conditional(1, 1) + log N exactly (Thm 2.8)."],
  options: {},
  needs: "statistics",
  scoreMeaning: "log density ratio",
  shiftInvariant: true,
  swapped: () => ({}),
  evaluate: (input) => {
    const densities = conditionalTerms(input);
    const uGivenV = tf.add<tf.Scalar>(densities.uGivenV, Math.log(input.n));
    const vGivenU = tf.add<tf.Scalar>(densities.vGivenU, Math.log(input.n));
    return { total: tf.mul<tf.Scalar>(tf.add(uGivenV, vGivenU), 0.5), uGivenV, vGivenU };
  },
});
