export {
  type Classification,
  type ClassifyOptions,
  classify,
  type QuerySample,
  type RetrieveOptions,
  retrieve,
  type SampleFromOptions,
  sampleFrom,
} from "./ask.js";
export * from "./browser.js";
export {
  type DataConfig,
  type PartConfig,
  type ProjectConfig,
  resolveConfig,
  type SideConfig,
  type TrainingConfig,
} from "./config.js";
export { absoluteConfig, formatConfig, formatConfigModule, parseConfig, relativeConfig } from "./config-file.js";
export { isConfigModule } from "./config-module.js";
export { configSchema } from "./config-schema.js";
export { type ConfigInput, defineConfig, type PartInput } from "./define-config.js";
export { type Estimate, estimate } from "./estimate.js";
export { type EvaluateOptions, type Evaluation, evaluate, evaluatePairs } from "./evaluate.js";
export {
  type ExportEmbeddingsOptions,
  type ExportedEmbeddings,
  exportEmbeddings,
  exportModel,
} from "./export.js";
export { type Finetuned, type FinetuneOptions, finetune } from "./finetune.js";
export { type FollowedGallery, followGallery } from "./followed-gallery.js";
export { type GalleryDescription, openGallery, type StoredGallery, saveGallery } from "./gallery-folder.js";
export type { GalleryOptions } from "./gallery-index.js";
export { jsonSchema } from "./json-schema.js";
export type { EpochLine, MetricsLine } from "./metrics-log.js";
export {
  embedFile,
  type GalleryStream,
  type IndexedGallery,
  type NamedGallery,
  ownGallery,
  ownSource,
  type SamplesSource,
  type SearchedGallery,
  streamFile,
  wordGallery,
} from "./named-gallery.js";
export { type PairsSource, type ReadPartOptions, readRunPairs, type SourcedPairs } from "./part.js";
export { type LoadCatalogue, type Project, readProject } from "./read-project.js";
export { writeReport } from "./report.js";
export { loadModel, openRun, type Run } from "./run.js";
export { runFiles } from "./run-folder.js";
export { galleryWithPrior, type Match, type QueryMatches, searchGallery } from "./search.js";
export type { ServedModel } from "./serve/answers.js";
export type { ServeLimits } from "./serve/limits.js";
export { type ServeOptions, type Service, serve } from "./serve/serve.js";
export { type TrainOptions, type TrainResult, train } from "./train.js";
