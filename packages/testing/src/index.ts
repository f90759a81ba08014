export { backendChecks, checkBackend } from "./backend-checks.js";
export { type Check, ConformanceError, expectClose, leakFree, runChecks } from "./check.js";
export { checkDataset, datasetChecks } from "./dataset-checks.js";
export { checkEncoder, type EncoderCheckOptions, encoderChecks } from "./encoder-checks.js";
export { expectGradient } from "./gradient.js";
export { type AnyKernel, checkKernel, type KernelCheckOptions, kernelChecks } from "./kernel-checks.js";
export {
  type AnyLoss,
  checkLoss,
  type LossCheckOptions,
  type LossReferenceInput,
  lossChecks,
} from "./loss-checks.js";
export { type AnyMetric, checkMetric, type MetricCheckOptions, metricChecks } from "./metric-checks.js";
export { checkPairs, pairsChecks } from "./pairs-checks.js";
export { randomLike, randomMatrix } from "./random.js";
