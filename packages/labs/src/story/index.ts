export {
  type BatchLosses,
  batchLosses,
  batchScores,
  logRatiosOf,
  partnersFirst,
  weightsGivenV,
  withRowConstant,
} from "./batch-scores.js";
export {
  drawPairs,
  exactPairs,
  meanNear,
  type NumberPairs,
  type PairsJob,
  shuffledPairs,
  sortedPairs,
} from "./pairs.js";
export { batchSlope, unbiasedSlope } from "./small-batches.js";
export { modelledThird, type TwoViews, trueThird } from "./third-view.js";
export {
  covarianceOfTips,
  divergenceOfTips,
  independentTips,
  normaliserOfTips,
  type Tips,
  tiltOfTips,
  trueTips,
} from "./tips.js";
export { logRatioAt, trueTilt } from "./true-tilt.js";
