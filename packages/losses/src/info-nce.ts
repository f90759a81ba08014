import { defineLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { conditionalTerms } from "./conditional-terms.js";

/** InfoNCE: softmax cross-entropy of the true partner among the batch, for one direction. */
export const infoNce = defineLoss({
  name: "info-nce",
  summary: "Softmax cross-entropy of the true partner among the batch, one direction.",
  formula: "L = −(1/N) Σ_j log softmax_i S[·, j] at i = j (u given v), or over rows (v given u)",
  source: "van den Oord, Li, Vinyals 2018, eq. 4",
  relations: [
    "One direction of CLIP: conditional(2, 0) + log N for u given v, conditional(0, 2) + log N for v given u.",
    "log N minus it is a lower bound on the mutual information.",
  ],
  options: {
    direction: {
      type: "choice",
      choices: ["u-given-v", "v-given-u"],
      default: "v-given-u",
      description: "which modality is predicted from the other",
    },
  },
  needs: "statistics",
  scoreMeaning: "log density ratio",
  shiftInvariant: true,
  swapped: ({ direction }) => ({ direction: direction === "u-given-v" ? "v-given-u" : "u-given-v" }),
  evaluate: (input, { direction }) => {
    const { uGivenV, vGivenU } = conditionalTerms(input);
    return tf.add<tf.Scalar>(direction === "u-given-v" ? uGivenV : vGivenU, Math.log(input.n));
  },
});
