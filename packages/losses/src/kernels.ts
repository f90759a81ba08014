import { defineKernel } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

const source = "arXiv:2505.24134 Appendix B";

/** Smooth, with Gaussian tails. */
export const gaussianKernel = defineKernel({
  name: "gaussian",
  summary: "Smooth, with Gaussian tails.",
  formula: "k = exp(−d²/2ℓ²)",
  source,
  options: {},
  evaluate: ({ squaredDistances, bandwidth: l }) => tf.exp(tf.div(squaredDistances, -2 * l * l)) as tf.Tensor2D,
});

/** Rough at coinciding samples, with exponential tails. */
export const laplaceKernel = defineKernel({
  name: "laplace",
  summary: "Rough, with exponential tails.",
  formula: "k = exp(−d/ℓ)",
  source,
  options: {},
  evaluate: ({ squaredDistances, bandwidth: l }) => tf.exp(tf.div(tf.sqrt(squaredDistances), -l)) as tf.Tensor2D,
});

/** Smooth, with heavy tails. */
export const inverseMultiquadricKernel = defineKernel({
  name: "inverse-multiquadric",
  summary: "Smooth, with heavy tails.",
  formula: "k = (1 + d²/ℓ²)^−½",
  source,
  options: {},
  evaluate: ({ squaredDistances, bandwidth: l }) => tf.rsqrt(tf.add(1, tf.div(squaredDistances, l * l))) as tf.Tensor2D,
});

/** Compares moments of orders one and two. */
export const polynomialKernel = defineKernel({
  name: "polynomial",
  summary: "Compares means and second moments alone.",
  formula: "k = (1 + ⟨x, y⟩/ℓ²)²",
  source,
  options: {},
  evaluate: ({ innerProducts, bandwidth: l }) => tf.square(tf.add(1, tf.div(innerProducts, l * l))) as tf.Tensor2D,
});

/** The kernel of the energy distance; conditionally positive definite. */
export const energyKernel = defineKernel({
  name: "energy",
  summary: "The energy distance; has no bandwidth.",
  formula: "k = −d",
  source,
  options: {},
  evaluate: ({ squaredDistances }) => tf.neg(tf.sqrt(squaredDistances)) as tf.Tensor2D,
});

/** Every kernel of this package. */
export const kernels = [
  gaussianKernel,
  laplaceKernel,
  inverseMultiquadricKernel,
  polynomialKernel,
  energyKernel,
] as const;
