import { defineLoss, gramMatrix } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { kernelOf, sampleKernelOptions } from "./sample-kernels.js";

/** Joint maximum mean discrepancy with the product kernel (Problem 3.11). */
export const jointMmd = defineLoss({
  name: "joint-mmd",
  summary: "Matches the joint law in maximum mean discrepancy, product kernel.",
  formula: "L = −2 E_{x∼μ, y∼ν} k(x, y) + E_{y,y'∼ν} k(y, y'), k = k_u k_v, ν = softmax of S over all N² pairs",
  source: "arXiv:2505.24134 Problem 3.11",
  relations: ["The squared MMD between data and model, minus E_{x,x'∼μ} k, which the model does not enter."],
  options: sampleKernelOptions,
  needs: "samples",
  scoreMeaning: "log density ratio",
  shiftInvariant: true,
  swapped: (o) => ({
    kernelU: o.kernelV,
    kernelV: o.kernelU,
    bandwidthU: o.bandwidthV,
    bandwidthV: o.bandwidthU,
  }),
  evaluate: ({ scores, n, samplesU, samplesV }, options) => {
    const weights = tf.reshape(tf.softmax(tf.reshape(scores, [n * n])), [n, n]) as tf.Tensor2D;
    const [ku, kv] = [
      gramMatrix(samplesU, kernelOf(options.kernelU), options.bandwidthU),
      gramMatrix(samplesV, kernelOf(options.kernelV), options.bandwidthV),
    ];
    // Σ_{ik,jl} W_ij W_kl K_u[i,k] K_v[j,l] = ⟨W, K_u W K_v⟩; against the data W is the identity / N.
    const spread = tf.sum(tf.mul(weights, tf.matMul(tf.matMul(ku, weights), kv))) as tf.Scalar;
    const fit = tf.div<tf.Scalar>(tf.sum(tf.mul(weights, tf.matMul(ku, kv))), n);
    return { total: tf.sub<tf.Scalar>(spread, tf.mul(fit, 2)), spread, fit };
  },
});
