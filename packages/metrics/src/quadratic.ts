import { defineMetric } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { centreOf } from "./centre.js";
import {
  describeTemperature,
  inverseTemperature,
  optimalStart,
  temperatureOptions,
  temperatureParameters,
} from "./temperature.js";

/** Negative squared distance over twice the temperature, `s = −|g_u − g_v|²/(2τ)` (eqs. 26, 46). */
export const quadratic = defineMetric({
  name: "quadratic",
  summary: "Negative squared Euclidean distance over twice the temperature.",
  formula: "s(u, v) = −|g_u − g_v|² / (2τ)",
  source: "arXiv:2505.24134 eqs. 26, 46",
  options: temperatureOptions,
  parameters: (options) => temperatureParameters(options),
  form: (u, v, parameters, options, centre = centreOf(u, v)) => {
    const scale = inverseTemperature(parameters, options);
    const [x, y] = [tf.sub<tf.Tensor2D>(u, centre), tf.sub<tf.Tensor2D>(v, centre)];
    return { u: x, v: y, scale, alpha: halfSquaredNorms(x!, scale), beta: halfSquaredNorms(y!, scale) };
  },
  describe: describeTemperature,
  startsAtOptimum: optimalStart,
});

/** `−|x|²/(2τ)` of every row. */
function halfSquaredNorms(x: tf.Tensor2D, scale: tf.Scalar): tf.Tensor1D {
  return tf.mul(tf.mul(tf.sum(tf.square(x), 1), scale), -0.5) as tf.Tensor1D;
}
