import { defineLoss, gramMatrix } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { type DirectionTerms, weighted, weightOptions } from "./conditional-terms.js";
import { kernelOf, sampleKernelOptions } from "./sample-kernels.js";

/** Conditional maximum mean discrepancy (Appendix B). */
export const conditionalMmd = defineLoss({
  name: "conditional-mmd",
  summary: "Matches the conditionals in maximum mean discrepancy of the samples.",
  formula:
    "L = λ_u ( ½ E k_u(u,u') ρ(u|v) ρ(u'|v) − E_{(u,v)∼μ} k_u(u,u') ρ(u'|v) ) + λ_v (the same for v), over triples of different pairs",
  source: "arXiv:2505.24134 Appendix B",
  relations: [
    "Half the squared MMD between the conditionals, up to a constant that the model does not enter.",
    "Unbiased at any batch for a model with the exact normalisers; those of a batch bias it by order 1/N.",
  ],
  options: {
    ...weightOptions,
    ...sampleKernelOptions,
    normalisers: {
      type: "choice",
      choices: ["all", "leave-one-out"],
      default: "all",
      description: "means of e^s that make densities of scores: over the batch, or without the pair's own partner",
    },
  },
  minimumPairs: 3,
  needs: "samples",
  scoreMeaning: "log density ratio",
  shiftInvariant: true,
  swapped: (o) => ({
    normalisers: o.normalisers,
    lambdaU: o.lambdaV,
    lambdaV: o.lambdaU,
    kernelU: o.kernelV,
    kernelV: o.kernelU,
    bandwidthU: o.bandwidthV,
    bandwidthV: o.bandwidthU,
  }),
  evaluate: ({ scores, samplesU, samplesV, n }, options) => {
    // Softmax of the very same entries: against log-mean-exps from elsewhere, scores of 1e16 would leave the range of exp.
    const others = tf.sub(1, tf.eye(n));
    const candidates = options.normalisers === "all" ? n : n - 1;
    const masked = options.normalisers === "all" ? scores : tf.sub(scores, tf.mul(tf.eye(n), ABSENT));
    const ratio = (logits: tf.Tensor) =>
      tf.mul(tf.transpose(tf.mul(tf.softmax(logits as tf.Tensor2D), candidates)), others) as tf.Tensor2D;
    const [uRatio, vRatio] = [ratio(tf.transpose(masked)), ratio(masked)];
    const terms: DirectionTerms = {
      uGivenV: discrepancy(gramMatrix(samplesU, kernelOf(options.kernelU), options.bandwidthU), uRatio),
      vGivenU: discrepancy(gramMatrix(samplesV, kernelOf(options.kernelV), options.bandwidthV), vRatio),
    };
    return { total: weighted(terms, options), ...terms };
  },
});

/** Taken off the scores of true pairs where they do not count: exp of what is left is zero. */
const ABSENT = 1e30;

/**
 * With `R_ij = ρ(x_i | y_j)` for i ≠ j and zero for i = j: ½ mean over distinct i, j, k of K_ik R_ij R_kj, minus the mean over i ≠ j
 * of K_ij R_ij. A true pair among the indices, i = j or k = j, is no draw from the product of marginals and would bias the mean.
 */
function discrepancy(gram: tf.Tensor2D, ratio: tf.Tensor2D): tf.Scalar {
  const n = gram.shape[0];
  const apart = tf.mul(gram, tf.sub(1, tf.eye(n))) as tf.Tensor2D;
  const spread = tf.sum(tf.mul(ratio, tf.matMul(apart, ratio)));
  const fit = tf.sum(tf.mul(apart, ratio));
  return tf.sub(tf.div(spread, 2 * n * (n - 1) * (n - 2)), tf.div(fit, n * (n - 1)));
}
