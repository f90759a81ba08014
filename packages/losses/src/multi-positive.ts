import { defineLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { type DirectionTerms, weighted, weightOptions } from "./conditional-terms.js";

/** The conditional loss with soft targets: several samples may belong together. */
export const multiPositive = defineLoss({
  name: "multi-positive",
  summary: "The conditional loss where a matrix says how much each u belongs to each v.",
  formula: "L = −Σ_ij T_ij [ (λ_u/2) log ρ(u_i|v_j) + (λ_v/2) log ρ(v_j|u_i) ] / Σ T",
  source: "Khosla et al. 2020 (supervised contrastive); arXiv:2505.24134 Problem 3.1 with a soft joint law",
  relations: [
    "With the identity as targets it is the conditional loss.",
    "Every pair weighs as its target, so an anchor with many positives weighs more; supervised contrastive averages over the positives of an anchor first: divide the rows of T by their sums to reproduce it for v given u.",
  ],
  options: weightOptions,
  needs: "targets",
  scoreMeaning: "log density ratio",
  shiftInvariant: true,
  swapped: ({ lambdaU, lambdaV }) => ({ lambdaU: lambdaV, lambdaV: lambdaU }),
  evaluate: ({ scores, rowLogMeanExp, columnLogMeanExp, targets }, options) => {
    const mass = tf.sum(targets);
    const average = (values: tf.Tensor) => tf.div<tf.Scalar>(tf.sum(tf.mul(targets, values)), mass);
    const terms: DirectionTerms = {
      uGivenV: average(tf.sub(columnLogMeanExp, scores)),
      vGivenU: average(tf.sub(tf.reshape(rowLogMeanExp, [-1, 1]), scores)),
    };
    return { total: tf.mul<tf.Scalar>(weighted(terms, options), 0.5), ...terms };
  },
});
