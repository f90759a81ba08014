export { calibratedWidth, coverage, heldWithin, type OtherFields, type PotentialLine, potentialLine } from "./band.js";
export { type EncoderWeights, embedPath, posteriorMeanWeights } from "./embed-path.js";
export { cosines, galleryOf } from "./gallery.js";
export { createGrid, type GridEvaluator } from "./grid.js";
export {
  DURATION,
  droppedReading,
  fieldOf,
  lawOf,
  type Observation,
  observe,
  pathThrough,
  positionNoise,
  recording,
  type Watched,
  type Watching,
} from "./observation.js";
export { fits, OWN_POINTS, type OwnPath, ownRange, pathOfDrawing } from "./own-path.js";
export { curvesOf, measureRecall, type RecallCurve, type RecallCurves, type RecallJob } from "./recall.js";
export {
  type Match,
  type Method,
  methods,
  type PerMethod,
  type Ranking,
  type Retrieval,
  rankingOf,
  retrieveField,
  scoreGallery,
} from "./retrieval.js";
export { potentialSpread } from "./spread.js";
export { TRACER_FRAMES, tracerPaths } from "./tracers.js";
