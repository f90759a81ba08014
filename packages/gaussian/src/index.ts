export { type Purpose, purposes } from "./advice-candidates.js";
export { type Advice, type AdviceRow, type AdviseOptions, advise } from "./advise.js";
export { type AnalyseOptions, type Analysis, analyse } from "./analyse.js";
export { type BatchBiasOptions, batchBiasAt } from "./batch-bias-at.js";
export { type BimodalGaussian, inducedModel, trueModel } from "./bimodal.js";
export { type CanonicalCorrelations, canonicalCorrelations, mutualInformation } from "./canonical.js";
export { type CosineModel, cosineModel } from "./cosine-model.js";
// Building blocks for packages on top of this one.
export { solveCholesky, symmetricEigen } from "./decompositions.js";
export { type Dependence, type DependenceOptions, dependence } from "./dependence.js";
export {
  type Comparison,
  type ConditionalError,
  compareModels,
  expectedConditionalKl,
  klGaussian,
} from "./divergence.js";
export { batchBias, batchFor, batchForInformation, chiSquaredDivergence, pairBatchOptimum } from "./finite-batch.js";
export { conditionalFrontier, type FrontierPoint } from "./frontier.js";
export type { Gaussianity } from "./gaussianity.js";
export { contourLevels, type DensityGrid, densityGrid, type GridOptions, gaussianContourLevels } from "./grid.js";
export { type Groups, groupsFrom, groupsOf } from "./groups.js";
export { chooseRank, type RankChoice } from "./held-out.js";
export type { PermutationTest } from "./independence.js";
export { optimalInverseTemperature } from "./inverse-temperature.js";
export {
  checkedVector,
  covarianceOf,
  type GaussianSpec,
  type JointGaussian,
  jointGaussian,
  type Means,
} from "./joint.js";
export { type Encoders, type LossOptions, lossGradient, lossValue } from "./loss.js";
export type { Matrix, MatrixLike } from "./matrix.js";
export { type ModalitiesMetric, type ModalitiesModel, type ModalitiesSpec, modalitiesMetrics } from "./modalities.js";
export {
  type ModalitiesLoss,
  type ModalitiesOptimum,
  type ModalitiesOptions,
  modalitiesLosses,
  modalitiesOptimum,
  modelPrecision,
  weightsByBlock,
} from "./modalities-optimum.js";
export {
  type FoldOptions,
  foldMoments,
  type Moments,
  mergeMoments,
  momentsOf,
  plugInLaw,
  streamMoments,
} from "./moments.js";
export {
  type ConditionalNormal,
  type ConditionalParts,
  conditionalNormal,
  type Normal,
  type NormalGenerator,
  normal,
} from "./normal.js";
export type { LossName, Metric, Objective } from "./objective.js";
export { type Optimum, type OptimumOptions, optimum } from "./optimum.js";
export { type PlugInOptions, plugInOptimum } from "./plug-in.js";
export type { Estimate } from "./predicted-error.js";
export { rankingErrors } from "./ranking.js";
export { refuse } from "./refuse.js";
export type { Pairs, Samples } from "./samples.js";
export {
  type BartlettTest,
  bartlettTest,
  canonicalCorrelationBias,
  conditionalExcess,
  informationBias,
  ratioExcess,
  regressionExcess,
  type SampleSize,
} from "./sampling-theory.js";
export { type SignModel, signModel } from "./sign-model.js";
export type { SquareRoot } from "./square-root.js";
