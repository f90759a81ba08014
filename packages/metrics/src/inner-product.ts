import { defineMetric } from "@crosstilt/core";
import {
  describeTemperature,
  inverseTemperature,
  optimalStart,
  temperatureOptions,
  temperatureParameters,
} from "./temperature.js";

/** Inner product of unnormalised embeddings over temperature, `s = ⟨g_u, g_v⟩/τ` (eq. 25). */
export const innerProduct = defineMetric({
  name: "inner-product",
  summary: "Inner product of unnormalised embeddings over temperature.",
  formula: "s(u, v) = ⟨g_u, g_v⟩ / τ",
  source: "arXiv:2505.24134 eq. 25",
  options: temperatureOptions,
  parameters: (options) => temperatureParameters(options),
  form: (u, v, parameters, options) => ({ u, v, scale: inverseTemperature(parameters, options) }),
  describe: describeTemperature,
  startsAtOptimum: optimalStart,
});
