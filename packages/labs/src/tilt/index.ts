export { covarianceOf, hasClosedForm, lawKind, type PairSpread, type TiltChoice, weightsOf } from "./choice.js";
export { axisLimit, gridSolution, scoreGrid } from "./grid-law.js";
export type { GridValues, PairLaw, PairLawDensity, Shape } from "./laws.js";
export { logRatioGrid } from "./log-ratio.js";
export { quadrantRadii } from "./quadrants.js";
export { readCovariance } from "./read-covariance.js";
export { type ScalarLaw, scalarDivergence, scalarNormal } from "./scalar-law.js";
export { type ScalarTilt, scoreAt, tiltOf } from "./scalar-tilt.js";
export {
  type Divergences,
  type MeanErrors,
  type Solution,
  signSolution,
  solutionAt,
  solveModel,
  solveTruth,
} from "./solve.js";
export { solutionOf, type TrainedEncoders, trainedLoss } from "./trained.js";
