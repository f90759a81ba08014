export { type AnalyseOptions, type Analysis, analyse } from "./analyse.js";
export { type BimodalGaussian, inducedModel, trueModel } from "./bimodal.js";
export { type CanonicalCorrelations, canonicalCorrelations, mutualInformation } from "./canonical.js";
export {
  type Comparison,
  type ConditionalError,
  compareModels,
  expectedConditionalKl,
  klGaussian,
} from "./divergence.js";
export { covarianceOf, type GaussianSpec, type JointGaussian, jointGaussian, type Means } from "./joint.js";
export { type Encoders, type LossOptions, lossGradient, lossValue } from "./loss.js";
export type { Matrix, MatrixLike } from "./matrix.js";
export { type ConditionalNormal, conditionalNormal, type Normal, type NormalGenerator, normal } from "./normal.js";
export type { LossName, Metric, Objective } from "./objective.js";
export { type Optimum, type OptimumOptions, optimum } from "./optimum.js";
