export { type StreamedSplits, type StreamOptions, streamPairs, streamPairsLike } from "./stream-pairs.js";
