import { defineLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { conditionalTerms, weighted, weightOptions } from "./conditional-terms.js";

/** Decoupled contrastive learning: the true pair is left out of the normalisers. */
export const decoupled = defineLoss({
  name: "dcl",
  summary: "Decoupled contrastive loss: the true pair does not enter the normalisers.",
  formula: "L = E[ (λ_u/2)(c'_j − S_jj) + (λ_v/2)(r'_i − S_ii) ], means of r', c' over the N − 1 others",
  source: "Yeh et al. 2022",
  relations: [
    "Differs from conditional by one term in N of the normaliser; equal to it as the batch grows.",
    "Negatives are of the other modality only; the original, on two views of one modality, also has those of the same view.",
  ],
  options: weightOptions,
  needs: "statistics",
  scoreMeaning: "log density ratio",
  shiftInvariant: true,
  swapped: ({ lambdaU, lambdaV }) => ({ lambdaU: lambdaV, lambdaV: lambdaU }),
  minimumPairs: 2,
  evaluate: (input, options) => {
    const terms = conditionalTerms({ ...input.offDiagonal(), diagonal: input.diagonal });
    return { total: tf.mul<tf.Scalar>(weighted(terms, options), 0.5), ...terms };
  },
});
