export { type BootstrapOptions, bootstrap, type Interval } from "./bootstrap.js";
export { type Calibration, type CalibrationBin, type CalibrationOptions, calibration } from "./calibration.js";
export { accuracy, confusion } from "./classification.js";
export {
  type ConformalCalibration,
  conformalCalibration,
  conformalThreshold,
  leastProbability,
  type SetQuality,
  searchedLogRatios,
  setQuality,
} from "./conformal.js";
export { alignment, type EmbeddingDiagnostics, embeddingDiagnostics } from "./diagnostics.js";
export {
  type DirectionReport,
  type EvaluateOptions,
  evaluateRetrieval,
  type RetrievalReport,
} from "./evaluate.js";
export { evaluate, type ModelDirection, type Scorer } from "./evaluate-model.js";
export { type ExpectedRanks, expectedRanks } from "./expected-ranks.js";
export {
  noPartnerProbability,
  type PartnerCalibration,
  type PartnerDetection,
  type PartnerEvidence,
  partnerCalibration,
  partnerDetection,
  partnerEvidence,
} from "./no-partner.js";
export {
  diagonalPairs,
  frequencies,
  type PairCounts,
  relevantPairs,
  transposedPairs,
} from "./pair-counts.js";
export { type PairInformation, pairInformation } from "./pair-information.js";
export { quantile } from "./quantile.js";
export { transposedRelevance } from "./relevance.js";
export { type RetrievalMetrics, retrievalMetrics } from "./retrieval-metrics.js";
export { stationaryFactor } from "./stationary-factor.js";
export { fitTemperature } from "./temperature-scaling.js";
export { fitTiltWeights, type TiltWeights } from "./tilt-weights.js";
