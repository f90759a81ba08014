export { type BootstrapOptions, bootstrap, type Interval } from "./bootstrap.js";
export { type Calibration, type CalibrationBin, type CalibrationOptions, calibration } from "./calibration.js";
export { alignment, type EmbeddingDiagnostics, embeddingDiagnostics } from "./diagnostics.js";
export {
  type DirectionReport,
  type EvaluateOptions,
  evaluateRetrieval,
  type RetrievalMetrics,
  type RetrievalReport,
} from "./evaluate.js";
export {
  countOf,
  type Embeddings,
  type FactoredScores,
  factoredScores,
  pairedScoresOf,
  transposed,
} from "./factored-scores.js";
export { type Relevance, transposedRelevance } from "./relevance.js";
export { conditionalLaw, logNormalisers } from "./row-laws.js";
export { scanSearch } from "./scan-search.js";
export { type TopK, topK } from "./top-k.js";
export { exactIndex, type Gallery, indexRecall, type VectorIndex } from "./vector-index.js";
