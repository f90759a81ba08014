import { defineMetric } from "@crosstilt/core";
import {
  describeTemperature,
  inverseTemperature,
  optimalStart,
  temperatureOptions,
  temperatureParameters,
} from "./temperature.js";
import { unitRows } from "./unit-rows.js";

/** Cosine similarity over temperature, `s = ⟨g_u/|g_u|, g_v/|g_v|⟩/τ` (eq. 14). */
export const cosine = defineMetric({
  name: "cosine",
  summary: "Cosine similarity over temperature.",
  formula: "s(u, v) = ⟨g_u/|g_u|, g_v/|g_v|⟩ / τ",
  source: "arXiv:2505.24134 eq. 14",
  options: temperatureOptions,
  parameters: (options) => temperatureParameters(options),
  form: (u, v, parameters, options) => ({
    u: unitRows(u),
    v: unitRows(v),
    scale: inverseTemperature(parameters, options),
  }),
  describe: describeTemperature,
  startsAtOptimum: optimalStart,
});
