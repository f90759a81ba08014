export { gaussianProcessPairs } from "./dataset.js";
export { type Band, bandOfNormal, type FieldLaw, fieldGivenU, fieldGivenV, uniformGrid } from "./field.js";
export { type PairBatch, type StreamOptions, samplePairs, streamPairs } from "./pairs.js";
export { type GaussianProcess, gaussianProcess, type ProcessOptions } from "./process.js";
