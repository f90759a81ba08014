export { cachedPairs, type Origin } from "./cache.js";
export { type VelocityField, velocityField, velocityRows } from "./field.js";
export { type GenerateOptions, generatePairs, type OceanArrays } from "./generate.js";
export { createTracer, type PathOptions, type Tracer } from "./integrate.js";
export { loadOcean, type OceanMetadata, type OceanOptions, type OceanSplits, ocean } from "./load.js";
export { createOcean, drawCoefficients, type Ocean, type Place } from "./ocean.js";
export { type OceanPairs, oceanPairs } from "./ocean-pairs.js";
export { type OceanSettings, paperSettings } from "./settings.js";
export { lowestWavevectors, type Wavevector, wavenumber } from "./wavevectors.js";
