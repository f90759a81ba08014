import { defineLoss, gramMatrix } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { type DirectionTerms, weighted, weightOptions } from "./conditional-terms.js";
import { kernelOf, sampleKernelOptions } from "./sample-kernels.js";

/** Conditional maximum mean discrepancy (Appendix B). */
export const conditionalMmd = defineLoss({
  name: "conditional-mmd",
  summary: "Matches the conditionals in maximum mean discrepancy of the samples.",
  formula:
    "L = λ_u ( ½ E k_u(u,u') ρ(u|v) ρ(u'|v) − E_{(u,v)∼μ} k_u(u,u') ρ(u'|v) ) + λ_v (the same for v), equal indices dropped",
  source: "arXiv:2505.24134 Appendix B",
  relations: ["Half the squared MMD between the conditionals, up to a constant that the model does not enter."],
  options: { ...weightOptions, ...sampleKernelOptions },
  needs: "samples",
  shiftInvariant: true,
  swapped: (o) => ({
    ...{ lambdaU: o.lambdaV, lambdaV: o.lambdaU, kernelU: o.kernelV, kernelV: o.kernelU },
    ...{ bandwidthU: o.bandwidthV, bandwidthV: o.bandwidthU },
  }),
  evaluate: ({ scores, samplesU, samplesV, n }, options) => {
    // Softmax of the very same entries: against log-mean-exps from elsewhere, scores of 1e16 would leave the range of exp.
    const ratio = (logits: tf.Tensor2D) => tf.mul(tf.transpose(tf.softmax(logits)), n) as tf.Tensor2D;
    const [uRatio, vRatio] = [ratio(tf.transpose(scores)), ratio(scores)];
    const terms: DirectionTerms = {
      uGivenV: discrepancy(gramMatrix(samplesU, kernelOf(options.kernelU), options.bandwidthU), uRatio),
      vGivenU: discrepancy(gramMatrix(samplesV, kernelOf(options.kernelV), options.bandwidthV), vRatio),
    };
    return { total: weighted(terms, options), ...terms };
  },
});

/**
 * With `R_ij = ρ(x_i | y_j)`: ½ mean over i≠k, i≠j≠k dropped, of K_ik R_ij R_kj, minus the mean over i≠j of K_ij R_ij.
 * Only i = k is dropped in the first term and i = j in the second: those are the terms that bias the estimate.
 */
function discrepancy(gram: tf.Tensor2D, ratio: tf.Tensor2D): tf.Scalar {
  const n = gram.shape[0];
  const apart = tf.mul(gram, tf.sub(1, tf.eye(n))) as tf.Tensor2D;
  const spread = tf.sum(tf.mul(ratio, tf.matMul(apart, ratio)));
  const fit = tf.sum(tf.mul(apart, ratio));
  return tf.sub(tf.div(spread, Math.max(1, 2 * n * n * (n - 1))), tf.div(fit, Math.max(1, n * (n - 1))));
}
