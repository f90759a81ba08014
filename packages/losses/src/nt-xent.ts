import { defineLoss, scoreStatistics } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** NT-Xent (SimCLR): both modalities together as 2N samples, each to find its partner among all others. */
export const ntXent = defineLoss({
  name: "nt-xent",
  summary: "Cosine cross-entropy over the 2N samples of both modalities, negatives within and across.",
  formula: "L = −(1/2N) Σ_a log( e^{cos(z_a, z_p(a))/τ} / Σ_{b≠a} e^{cos(z_a, z_b)/τ} ), z = (u, v)",
  source: "Chen et al. 2020, eq. 1",
  relations: ["CLIP with cosine, if negatives of the same modality are left out."],
  options: {
    temperature: { type: "number", default: 0.5, above: 0, description: "temperature τ of the cosine" },
  },
  needs: "embeddings",
  scoreMeaning: "none",
  swapped: (options) => options,
  minimumPairs: 2,
  evaluate: ({ u, v, n }, { temperature }) => {
    const z = unit(tf.concat([u, v]));
    const scale = tf.scalar(1 / temperature);
    const { rowLogMeanExp } = scoreStatistics({ u: z, v: z, scale }, { excludeDiagonal: true });
    const normaliser = tf.add(tf.mean(rowLogMeanExp), Math.log(2 * n - 1));
    const partners = tf.sum(tf.mul(tf.slice(z, 0, n), tf.slice(z, n, n)), 1);
    return tf.sub<tf.Scalar>(normaliser, tf.mul(tf.mean(partners), scale));
  },
});

/** Unit rows; the largest entry is taken out first, since squares of entries beyond 1e19 overflow. */
function unit(z: tf.Tensor2D): tf.Tensor2D {
  const scaled = tf.div(z, tf.maximum(tf.max(tf.abs(z), 1, true), 1e-12));
  return tf.div(scaled, tf.sqrt(tf.maximum(tf.sum(tf.square(scaled), 1, true), 1e-24))) as tf.Tensor2D;
}
