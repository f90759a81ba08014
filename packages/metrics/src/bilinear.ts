import { defineMetric, type Generator } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import {
  describeTemperature,
  inverseTemperature,
  optimalStart,
  temperatureOptions,
  temperatureParameters,
} from "./temperature.js";

/** Inner product through a learned matrix, `s = g_uᵀ M g_v/τ`, `M = A Bᵀ` when its rank is limited. */
export const bilinear = defineMetric({
  name: "bilinear",
  summary: "Inner product through a learned matrix, of full or limited rank.",
  formula: "s(u, v) = g_uᵀ M g_v / τ, M learned (M = A Bᵀ of rank r)",
  source: "arXiv:2505.24134 §6 (outlook); Tenenbaum & Freeman 2000",
  options: {
    rank: { type: "number", integer: true, minimum: 0, default: 0, description: "rank of M; 0: full" },
    ...temperatureOptions,
  },
  parameters: (options, dimension, generator) => ({
    ...temperatureParameters(options),
    ...(options.rank > 0
      ? { left: factor(dimension, options.rank, generator), right: factor(dimension, options.rank, generator) }
      : { matrix: tf.eye(dimension) }),
  }),
  form: (u, v, parameters, options) => {
    const scale = inverseTemperature(parameters, options);
    if (options.rank === 0) return { u: tf.matMul(u, parameters.matrix as tf.Tensor2D), v, scale };
    const [left, right] = [parameters.left as tf.Tensor2D, parameters.right as tf.Tensor2D];
    return { u: tf.matMul(u, left), v: tf.matMul(v, right), scale };
  },
  describe: describeTemperature,
  startsAtOptimum: optimalStart,
});

/** Normal entries of variance 1/dimension, so that scores start at the size of inner products. */
function factor(dimension: number, rank: number, generator: Generator): tf.Tensor2D {
  const values = Float32Array.from({ length: dimension * rank }, () => generator.normal() / Math.sqrt(dimension));
  return tf.tensor2d(values, [dimension, rank]);
}
