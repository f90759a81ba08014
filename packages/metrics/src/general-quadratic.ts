import { defineMetric } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { describeTemperature, inverseTemperature, temperatureOptions, temperatureParameters } from "./temperature.js";

/** Inner product with a learned quadratic penalty of each side, `s = (⟨g_u, g_v⟩ − ½|P g_u|² − ½|Q g_v|²)/τ`. */
export const generalQuadratic = defineMetric({
  name: "general-quadratic",
  summary: "Inner product with own learned quadratic terms per side.",
  formula: "s(u, v) = (⟨g_u, g_v⟩ − ½|P g_u|² − ½|Q g_v|²) / τ, P and Q learned",
  source: "arXiv:2505.24134 §3.3.3",
  options: temperatureOptions,
  parameters: (options, dimension) => ({
    ...temperatureParameters(options),
    P: tf.eye(dimension),
    Q: tf.eye(dimension),
  }),
  form: (u, v, parameters, options) => {
    const scale = inverseTemperature(parameters, options);
    return { u, v, scale, alpha: penalty(u, parameters.P, scale), beta: penalty(v, parameters.Q, scale) };
  },
  describe: describeTemperature,
});

/** `−½|M x|²/τ` of every row. */
function penalty(x: tf.Tensor2D, matrix: tf.Tensor, scale: tf.Scalar): tf.Tensor1D {
  const mapped = tf.matMul(x, matrix as tf.Tensor2D, false, true);
  return tf.mul(tf.mul(tf.sum(tf.square(mapped), 1), scale), -0.5) as tf.Tensor1D;
}
