export { decodeIdx, type IdxArray } from "./idx.js";
export { type ImagePairs, imagePairs } from "./image-pairs.js";
export { classCount, type IdxFile, type LabelledImages, labelCounts, labelledImages } from "./labelled-images.js";
