import { defineMetric, type Metric } from "@crosstilt/core";
import {
  describeTemperature,
  inverseTemperature,
  type TemperatureOptions,
  temperatureOptions,
  temperatureParameters,
  unitRows,
} from "@crosstilt/metrics";
import * as tf from "@tensorflow/tfjs-core";

/**
 * The cosine of embeddings whose coordinates carry learned weights, the same on both sides, `⟨W g_u, W g_v⟩/(|W g_u| |W g_v| τ)`.
 * All weights one is the cosine; one over the standard deviations is the cosine of whitened coefficients.
 */
export function weightedCosine(initial: readonly number[], options: Partial<TemperatureOptions>): Metric {
  return defineMetric({
    name: "weighted-cosine",
    summary: "Cosine similarity with learned weights of the coordinates.",
    formula: "s(u, v) = ⟨W g_u/|W g_u|, W g_v/|W g_v|⟩ / τ, W diagonal, learned",
    source: "arXiv:2505.24134 eq. 14",
    options: temperatureOptions,
    parameters: (resolved) => ({
      ...temperatureParameters(resolved),
      logWeights: tf.tensor1d(initial.map(Math.log)),
    }),
    form: (u, v, parameters, resolved) => {
      const weights = tf.exp(parameters.logWeights!);
      const unit = (rows: tf.Tensor2D) => unitRows(tf.mul(rows, weights) as tf.Tensor2D);
      return { u: unit(u), v: unit(v), scale: inverseTemperature(parameters, resolved) };
    },
    describe: describeTemperature,
  })(options);
}
