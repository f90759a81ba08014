export { decodeDrifters } from "./decode.js";
export type { DecodeOptions, DrifterColumns } from "./options.js";
export { type Projection, type ProjectOptions, projectDrifters, type TimedPath } from "./project.js";
export { type RecordedPath, resamplePath } from "./resample.js";
export type { DrifterTrack, DrifterTracks } from "./tracks.js";
