import { defineMetric } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { describeTemperature, inverseTemperature, temperatureOptions, temperatureParameters } from "./temperature.js";

/** Rows longer than this are shortened before the exponential map: cosh would leave float32's useful range. */
const LONGEST = 20;

/**
 * Squared Lorentzian distance on the hyperboloid of curvature −1, a factored score: embeddings are tangent vectors at the
 * origin, carried to the hyperboloid by the exponential map.
 */
export const hyperbolic = defineMetric({
  name: "hyperbolic",
  summary: "Negative squared Lorentzian distance on the hyperboloid.",
  formula: "s(u, v) = (1 + ⟨x, y⟩_L) / τ, x = (sinh|g_u| g_u/|g_u|, cosh|g_u|), ⟨x, y⟩_L = x·y − x₀ y₀",
  source: "Law et al. 2019, squared Lorentzian distance −2 − 2⟨x, y⟩_L, over 2τ",
  options: temperatureOptions,
  parameters: (options) => temperatureParameters(options),
  form: (u, v, parameters, options) => {
    const scale = inverseTemperature(parameters, options);
    const [x, y] = [exponentialMap(u), exponentialMap(v)];
    const alpha = tf.mul(tf.ones([u.shape[0]]), scale) as tf.Tensor1D;
    return { u: tf.concat([x.space, x.time], 1), v: tf.concat([y.space, tf.neg(y.time)], 1), scale, alpha };
  },
  describe: describeTemperature,
});

/** `x ↦ (sinh|x| x/|x|, cosh|x|)`, with sinh|x|/|x| → 1 at the origin. */
function exponentialMap(rows: tf.Tensor2D): { space: tf.Tensor2D; time: tf.Tensor2D } {
  const squares = tf.maximum(tf.sum(tf.square(rows), 1, true), 1e-12);
  const norm = tf.sqrt(squares);
  const capped = tf.minimum(norm, LONGEST);
  const space = tf.mul(rows, tf.div(tf.sinh(capped), norm)) as tf.Tensor2D;
  return { space, time: tf.cosh(capped) as tf.Tensor2D };
}
