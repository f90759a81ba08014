export * from "./browser.js";
export {
  type DataConfig,
  type DatasetConfig,
  type FilesConfig,
  filesOf,
  isFiles,
  type PartConfig,
  type ProjectConfig,
  resolveConfig,
  type SideConfig,
  type TrainingConfig,
} from "./config/config.js";
export { absoluteConfig, formatConfig, formatConfigModule, parseConfig, relativeConfig } from "./config/config-file.js";
export { isConfigModule } from "./config/config-module.js";
export { configSchema } from "./config/config-schema.js";
export { type ConfigInput, defineConfig, type PartInput } from "./config/define-config.js";
export { jsonSchema } from "./config/json-schema.js";
export { type LoadCatalogue, type Project, readProject } from "./config/read-project.js";
export type { BaselineMetrics, Baselines } from "./evaluation/baselines.js";
export { calibrate } from "./evaluation/calibrate.js";
export { curate, type Suspect } from "./evaluation/curate.js";
export { type EvaluateOptions, type Evaluation, evaluate, evaluatePairs } from "./evaluation/evaluate.js";
export { writeReport } from "./evaluation/report.js";
export {
  type Classification,
  type ClassifyOptions,
  classify,
  type QuerySample,
  type RetrieveOptions,
  retrieve,
  type SampleFromOptions,
  type SampleValues,
  sampleFrom,
} from "./gallery/ask.js";
export { confidence, percent } from "./gallery/confidence.js";
export {
  type ExportEmbeddingsOptions,
  type ExportedEmbeddings,
  exportEmbeddings,
  exportModel,
} from "./gallery/export.js";
export { type Finetuned, type FinetuneOptions, finetune } from "./gallery/finetune.js";
export { type FollowedGallery, followGallery } from "./gallery/followed-gallery.js";
export { type GalleryDescription, openGallery, type StoredGallery, saveGallery } from "./gallery/gallery-folder.js";
export type { GalleryOptions } from "./gallery/gallery-index.js";
export {
  embedFile,
  type GalleryStream,
  type IndexedGallery,
  keptColumns,
  type NamedGallery,
  ownGallery,
  ownSource,
  type SamplesSource,
  type SearchedGallery,
  streamFile,
  wordGallery,
} from "./gallery/named-gallery.js";
export { galleryWithPrior, type Match, type QueryMatches, searchGallery } from "./gallery/search.js";
export { type GalleryChanges, updateGallery } from "./gallery/update-gallery.js";
export type { PoolTerm } from "./pool/candidate.js";
export { type CandidateName, candidateNames } from "./pool/candidate-names.js";
export type { EpochLine, MetricsLine } from "./run/metrics-log.js";
export { type PairsSource, type ReadPartOptions, readRunPairs, type SourcedPairs } from "./run/part.js";
export { loadModel, openRun, type Run } from "./run/run.js";
export { runFiles } from "./run/run-folder.js";
export { load, save } from "./run/save-model.js";
export { type VerifiedFile, verify } from "./run/verify.js";
export type { ServedModel } from "./serve/answers.js";
export type { ServeLimits } from "./serve/limits.js";
export { type AccessEntry, type ServeOptions, type Service, serve } from "./serve/serve.js";
export { type Estimate, estimate } from "./training/estimate.js";
export { type TrainOptions, type TrainResult, train } from "./training/train.js";
