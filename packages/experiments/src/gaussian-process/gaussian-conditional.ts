import { defineLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * The conditional loss of the inner product (τ = 1) with Gaussian normalisers: `log E e^{⟨g_u, g_v⟩}` over u is the mean plus half the
 * variance of the score, from the covariances of the batch. Its minimiser over all data is the plug-in estimate (Remark D.2).
 * A batch needs two pairs or more.
 */
export const gaussianConditional = defineLoss({
  name: "gaussian-conditional",
  summary: "Conditional loss of the inner product with the normalisers of Gaussian embeddings.",
  formula: "L = ½ tr(S T) − tr M, S and T the covariances of the embeddings, M their cross-covariance",
  source: "arXiv:2505.24134 Remark D.2",
  relations: ["Equals conditional(λ_u, λ_v), λ_u + λ_v = 2, for Gaussian data as the batch grows."],
  options: {},
  needs: "embeddings",
  swapped: (options) => options,
  evaluate: ({ u, v, n }) => {
    const [x, y] = [u, v].map((embeddings) => tf.sub(embeddings, tf.mean(embeddings, 0, true))) as [
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    const covariance = (z: tf.Tensor2D) => tf.div(tf.matMul(z, z, true), n - 1);
    const logNormalizer = tf.mul<tf.Scalar>(tf.sum(tf.mul(covariance(x), covariance(y))), 0.5);
    const alignment = tf.div<tf.Scalar>(tf.sum(tf.mul(x, y)), n - 1);
    return { total: tf.sub<tf.Scalar>(logNormalizer, alignment), alignment, logNormalizer };
  },
});
