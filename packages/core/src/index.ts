export { type NumericArray, sizeOf } from "@crosstilt/formats";
export { arrayPairs, type SampleArray, sampleArray, takeSamples } from "./array-pairs.js";
export { checkDefinition } from "./check-definition.js";
export { type Dataset, type DatasetDefinition, defineDataset } from "./dataset.js";
export { defineKernel, type KernelDefinition } from "./define-kernel.js";
export {
  type ApplyContext,
  type BuiltEncoder,
  defineEncoder,
  type Encoder,
  type EncoderDefinition,
} from "./encoder.js";
export { type Complaint, CrosstiltError, demand, describe, refusal } from "./errors.js";
export { estimateMemory } from "./estimate.js";
export { demandNeeds, evaluateLoss, type LossBatch, termsAndGradients } from "./evaluate-loss.js";
export { type Factory, PLUGIN_API } from "./factory.js";
export { createGenerator, type Generator, type GeneratorState, restoreGenerator } from "./generator.js";
export { gramMatrix } from "./gram.js";
export type { Kernel, KernelInput } from "./kernel.js";
export {
  defineLoss,
  type EmbeddingsInput,
  type Loss,
  type LossDefinition,
  type LossNeed,
  type LossOf,
  type LossResult,
  type LossTerms,
  type SamplesInput,
  type ScoreMeaning,
  type ScoresInput,
  type StatisticsInput,
  scoreMeanings,
} from "./loss.js";
export { defineMetric, type Metric, type MetricDefinition } from "./metric.js";
export {
  type ChoiceOption,
  expectation,
  type OptionSchema,
  type OptionSpec,
  type OptionValues,
  optionAccepts,
  parseOption,
  resolveOptions,
} from "./options.js";
export {
  batchCount,
  blocks,
  type DatasetSplits,
  demandIndices,
  type PairBatch,
  type Pairs,
  shuffledBatches,
} from "./pairs.js";
export {
  cloneParameters,
  type Parameters,
  parametersUnder,
  prefixParameters,
  valueAndGradients,
} from "./parameters.js";
export { createRegistry, type Definable, type Registry } from "./registry.js";
export { affineScores, pairedScores, type ScoreForm, scores } from "./score.js";
export type { ScoredBatch, ScoreModel } from "./score-model.js";
export { countOf, demandEmbeddings, type Embeddings, takeRows } from "./scores/embeddings.js";
export {
  type FactoredScores,
  factoredScores,
  readScores,
  toForm,
  uncheckedScores,
  withPrior,
} from "./scores/factored-scores.js";
export type { Factors } from "./scores/factors.js";
export { logRatio, logRatios, mapScores } from "./scores/map-scores.js";
export { type QueryRank, queryRanks, type Relevance, type TiedGroup } from "./scores/ranks.js";
export {
  distribution,
  logSumExp,
  type RowOptions,
  type SoftmaxMoments,
  softmax,
  softmaxMoments,
  softmaxMomentsSteps,
} from "./scores/row-sums.js";
export { type CandidateBlock, denseScores, diagonal, type ScoreBlock, type Scores } from "./scores/scores.js";
export { type BlockBounds, blockBounds } from "./scores/screening.js";
export { demandCount, type TopK, topK, topKSteps } from "./scores/top-k.js";
export { rowSoftplus } from "./softplus.js";
export { logMeanExp, type StatisticsOptions, scoreStatistics } from "./statistics.js";
export type { ScoreStatistics } from "./statistics-engine.js";
export { suggest } from "./suggest.js";
export {
  classify,
  conditionalWeights,
  effectiveSampleSize,
  logDensityRatio,
  perplexity,
  retrieve,
  type SampleOptions,
  sample,
} from "./tilted.js";
export { atOnce, inTurns, nextTurn } from "./turns.js";
export { withGroups } from "./with-groups.js";
export { type NegativesOptions, withNegatives } from "./with-negatives.js";
