export { factorise, solveFactored } from "./cholesky.js";
export { type VelocityField, velocityField, velocityRows } from "./field.js";
export { coefficientCount, createPairMaker, type PairMaker, pathColumns } from "./generate-pair.js";
export { createTracer, type PathOptions, type Tracer } from "./integrate.js";
export { createNormalEquations, type NormalEquations } from "./normal-equations.js";
export { createOcean, drawCoefficients, type Ocean, type Place } from "./ocean.js";
export { type OceanSettings, paperSettings } from "./settings.js";
export { type PathVelocities, pathVelocities, velocityCount } from "./velocities.js";
export { lowestWavevectors, type Wavevector, wavenumber } from "./wavevectors.js";
