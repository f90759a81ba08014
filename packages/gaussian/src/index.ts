export { type CanonicalCorrelations, canonicalCorrelations, mutualInformation } from "./canonical.js";
export { covarianceOf, type GaussianSpec, type JointGaussian, jointGaussian, type Means } from "./joint.js";
export { type Encoders, type LossOptions, lossGradient, lossValue } from "./loss.js";
export type { Matrix, MatrixLike } from "./matrix.js";
export type { LossName, Metric, Objective } from "./objective.js";
export { type Optimum, type OptimumOptions, optimum } from "./optimum.js";
