export { type LossCurve, type LossCurveJob, lossCurve } from "./loss-curve.js";
export { type MetricFieldJob, metricField } from "./metric-field.js";
