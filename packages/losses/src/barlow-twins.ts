import { defineLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { centred } from "./moments.js";

/** Barlow Twins: the cross-correlation of the two embeddings should be the identity. */
export const barlowTwins = defineLoss({
  name: "barlow-twins",
  summary: "Makes the cross-correlation matrix of the embeddings the identity.",
  formula: "L = Σ_k (1 − C_kk)² + λ Σ_{k≠l} C_kl², C the correlations over the batch",
  source: "Zbontar et al. 2021, eqs. 1, 2",
  relations: [
    "Works on the embeddings; the metric does not enter.",
    "With linear encoders CCA makes the redundancy term zero, and is the optimum only where its weight is large: for canonical correlations (.9, .1) and λ = .005 CCA has the value .82, two copies of the first pair .03.",
  ],
  options: {
    redundancy: { type: "number", default: 0.005, minimum: 0, description: "weight λ of the off-diagonal entries" },
  },
  needs: "embeddings",
  scoreMeaning: "none",
  swapped: (options) => options,
  minimumPairs: 2,
  evaluate: ({ u, v, n }, { redundancy }) => {
    const correlation = tf.div(tf.matMul(standardised(u), standardised(v), true, false), n) as tf.Tensor2D;
    const eye = tf.eye(correlation.shape[0]);
    const onDiagonal = tf.mul(tf.squaredDifference(correlation, 1), eye);
    const offDiagonal = tf.mul(tf.square(correlation), tf.sub(1, eye));
    const invariance = tf.sum(onDiagonal) as tf.Scalar;
    const overlap = tf.mul<tf.Scalar>(tf.sum(offDiagonal), redundancy);
    return { total: tf.add<tf.Scalar>(invariance, overlap), invariance, redundancy: overlap };
  },
});

/** Smallest deviation, relative to 1 and to the mean, that counts: below it a column is constant up to rounding. */
const CONSTANT = 1e-6;

/** Columns of mean zero and variance one over the batch, at any scale; a constant column is zero and gets no gradient. */
function standardised(x: tf.Tensor2D): tf.Tensor2D {
  const shifted = centred(x);
  const variance = tf.mean(tf.square(shifted), 0);
  const floor = tf.mul(tf.add(tf.square(tf.mean(x, 0)), 1), CONSTANT ** 2);
  const varies = tf.step(tf.sub(variance, floor));
  return tf.div(tf.mul(shifted, varies), tf.sqrt(tf.maximum(variance, floor))) as tf.Tensor2D;
}
