import { defineLoss, logMeanExp } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** Joint Kullback–Leibler loss (Problems 3.6, 3.7). */
export const joint = defineLoss({
  name: "joint",
  summary: "Matches the joint law in Kullback–Leibler divergence.",
  formula: "L = −E_μ[s] + log E_{μ_u⊗μ_v}[e^s]",
  source: "arXiv:2505.24134 Problems 3.6, 3.7, Remark 3.9",
  relations: [
    "Never smaller than conditional(1, 1) on the same batch (Thm 3.10, with product: all).",
    "Its negative is the Donsker–Varadhan bound on the mutual information.",
  ],
  options: {
    product: {
      type: "choice",
      choices: ["all", "off-diagonal", "shuffled"],
      default: "all",
      description: "which pairs stand for the product of marginals: all N², the N² − N mismatched, or N shuffled ones",
    },
  },
  needs: "statistics",
  scoreMeaning: "log density ratio",
  shiftInvariant: true,
  swapped: ({ product }) => (product === "shuffled" ? null : { product }),
  evaluate: (input, { product }) => {
    const alignment = tf.mean(input.diagonal) as tf.Scalar;
    const logNormalizer = {
      all: () => logMeanExp(input.rowLogMeanExp),
      "off-diagonal": () => logMeanExp(input.offDiagonal().rowLogMeanExp),
      shuffled: () => logMeanExp(input.shifted(1)),
    }[product]();
    return { total: tf.sub<tf.Scalar>(logNormalizer, alignment), alignment, logNormalizer };
  },
});
