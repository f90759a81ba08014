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
  form: (u, v, parameters, options, centre = centreOf(u, v)) => {
    const scale = inverseTemperature(parameters, options);
    const [x, y] = [tf.sub<tf.Tensor2D>(u, centre), tf.sub<tf.Tensor2D>(v, centre)];
    const terms = (rows: tf.Tensor2D, own: tf.Tensor) => tf.mul(ownTerms(rows, own, centre), scale) as tf.Tensor1D;
    return { u: x, v: y, scale, alpha: terms(x!, parameters.P!), beta: terms(y!, parameters.Q!) };
  },
  describe: describeTemperature,
  startsAtOptimum: optimalStart,
});

/**
 * With rows `x = g − c`: `−½|P x|² + ⟨x, c − PᵀP c⟩ + ½⟨c, c − PᵀP c⟩`, of every row. With the same of the other side and `⟨x, y⟩`
 * it is the score of the rows themselves; near P = I nothing of the size of |c|² is left.
 */
function ownTerms(x: tf.Tensor2D, matrix: tf.Tensor, centre: tf.Tensor2D): tf.Tensor {
  const map = matrix as tf.Tensor2D;
  const penalty = tf.mul(tf.sum(tf.square(tf.matMul(x, map, false, true)), 1), -0.5);
  const rest = tf.sub(centre, tf.matMul(tf.matMul(centre, map, false, true), map)) as tf.Tensor2D;
  const linear = tf.sum(tf.mul(tf.add(x, tf.mul(centre, 0.5)), rest), 1);
  return tf.add(penalty, linear);
}
