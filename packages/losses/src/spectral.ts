import { defineLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** Spectral contrastive loss: least squares for the density ratio itself. */
export const spectral = defineLoss({
  name: "spectral",
  summary: "Least squares for the density ratio by the score itself.",
  formula: "L = −2 E_μ[s] + E_{μ_u⊗μ_v}[s²], the second over mismatched pairs",
  source: "HaoChen et al. 2021",
  relations: ["Its optimum is s = ρ, not log ρ; with linear encoders and inner product it finds the CCA directions."],
  options: {},
  needs: "scores",
  scoreMeaning: "density ratio",
  swapped: () => ({}),
  minimumPairs: 2,
  evaluate: ({ scores, diagonal, n }) => {
    const alignment = tf.mul<tf.Scalar>(tf.mean(diagonal), -2);
    const squares = tf.sub(tf.sum(tf.square(scores)), tf.sum(tf.square(diagonal)));
    const contrast = tf.div<tf.Scalar>(squares, n * (n - 1));
    return { total: tf.add<tf.Scalar>(alignment, contrast), alignment, contrast };
  },
});
