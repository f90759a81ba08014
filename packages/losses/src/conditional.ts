import { defineLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { conditionalTerms, weighted, weightOptions } from "./conditional-terms.js";
import { jackknifeTerms } from "./jackknife.js";

/** Conditional Kullback–Leibler loss on densities (Problems 2.7, 3.1, 3.13). */
export const conditional = defineLoss({
  name: "conditional",
  summary: "Matches the conditionals u|v and v|u in Kullback–Leibler divergence.",
  formula: "L = −E[ (λ_u/2) log ρ(u|v) + (λ_v/2) log ρ(v|u) ]",
  source: "arXiv:2505.24134 Problems 2.7, 3.1, 3.13",
  relations: [
    "conditional(1, 1) + log N is CLIP (Thm 2.8).",
    "conditional(2, 0) + log N is InfoNCE of u given v; linear in (λ_u, λ_v).",
    "Never larger than joint on the same batch when λ_u + λ_v = 2 (Thm 3.10).",
    "With correction: jackknife it is N times itself minus N − 1 times its mean over batches with one negative less.",
    "With labels as v and λ = (0, 2) it is softmax cross-entropy of logits + log prior, minus the label entropy (Prop. 6.1).",
  ],
  options: {
    ...weightOptions,
    correction: {
      type: "choice",
      choices: ["none", "jackknife"],
      default: "none",
      description: "of the batch's bias: none, of order 1/N; jackknife, of order 1/N², with O(N²) memory",
    },
  },
  needs: "statistics",
  scoreMeaning: "log density ratio",
  shiftInvariant: true,
  swapped: ({ lambdaU, lambdaV, ...rest }) => ({ ...rest, lambdaU: lambdaV, lambdaV: lambdaU }),
  evaluate: (input, options) => {
    const jackknife = options.correction === "jackknife" && input.n > 2;
    const terms = jackknife ? jackknifeTerms(input) : conditionalTerms(input);
    return { total: tf.mul(weighted(terms, options), 0.5) as tf.Scalar, ...terms };
  },
});
