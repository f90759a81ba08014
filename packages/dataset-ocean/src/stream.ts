export { type StreamDriftersOptions, streamDrifters } from "./drifters/stream-drifters.js";
