import { defineLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { centred } from "./moments.js";

/** VICReg: invariance, variance and covariance regularisation. */
export const vicReg = defineLoss({
  name: "vicreg",
  summary: "Invariance of pairs, a floor on the variance, and no covariance between features.",
  formula: "L = λ E|u − v|²/d + μ (v(u) + v(v)) + ν (c(u) + c(v))",
  source: "Bardes, Ponce, LeCun 2022, eqs. 1–6",
  relations: [
    "Works on the embeddings; the metric does not enter. Its invariance term is the quadratic score of true pairs.",
    "As in the paper's equations the variance terms of both sides are added; the authors' published code takes their mean: set variance to half its value to reproduce it.",
  ],
  options: {
    invariance: { type: "number", default: 25, minimum: 0, description: "weight λ of the mean squared difference" },
    variance: { type: "number", default: 25, minimum: 0, description: "weight μ of the hinge on standard deviations" },
    covariance: { type: "number", default: 1, minimum: 0, description: "weight ν of squared covariances" },
  },
  needs: "embeddings",
  scoreMeaning: "none",
  swapped: (options) => options,
  minimumPairs: 2,
  evaluate: ({ u, v }, options) => {
    const both = (f: (x: tf.Tensor2D) => tf.Tensor) => tf.add<tf.Scalar>(f(u), f(v));
    const terms = {
      invariance: tf.mul<tf.Scalar>(tf.mean(tf.squaredDifference(u, v)), options.invariance),
      variance: tf.mul<tf.Scalar>(both(varianceHinge), options.variance),
      covariance: tf.mul<tf.Scalar>(both(squaredCovariances), options.covariance),
    };
    return { total: tf.addN(Object.values(terms)) as tf.Scalar, ...terms };
  },
});

/** `mean_k max(0, 1 − √(Var_k + 1e-4))`. */
function varianceHinge(x: tf.Tensor2D): tf.Tensor {
  const variance = tf.div(tf.sum(tf.square(centred(x)), 0), x.shape[0] - 1);
  return tf.mean(tf.relu(tf.sub(1, tf.sqrt(tf.add(variance, 1e-4)))));
}

/** `(1/d) Σ_{k≠l} Cov_kl²`. */
function squaredCovariances(x: tf.Tensor2D): tf.Tensor {
  const [n, d] = x.shape;
  const shifted = centred(x);
  const covariance = tf.div(tf.matMul(shifted, shifted, true, false), n - 1);
  return tf.div(tf.sum(tf.mul(tf.square(covariance), tf.sub(1, tf.eye(d)))), d);
}
