export { type StreamedSplits, type StreamOptions, streamPairs } from "./stream-pairs.js";
