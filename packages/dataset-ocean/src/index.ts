export { cachedPairs, type Origin } from "./cache.js";
export * from "./drifters/index.js";
export { type GenerateOptions, generatePairs, type OceanArrays } from "./generate.js";
export { loadOcean, type OceanMetadata, type OceanOptions, type OceanSplits, ocean } from "./load.js";
export { type OceanPairs, oceanPairs } from "./ocean-pairs.js";
export * from "./physics.js";
export { type PhysicsOptions, physicsEncoder } from "./physics-encoder.js";
