import { createNormalEquations, factorise, type Ocean, solveFactored } from "@crosstilt/dataset-ocean/physics";
import type { Observation } from "./observation.js";

/** What the physics-informed encoder has learned: log precisions and log gains `[2K]`. */
export interface EncoderWeights {
  readonly logPrecision: readonly number[];
  readonly logGain: readonly number[];
}

/** Weights at which the encoder is the posterior mean. */
export const posteriorMeanWeights = (ocean: Ocean, noise: number): EncoderWeights => ({
  logPrecision: new Array(2 * ocean.wavevectors.length).fill(2 * Math.log(noise)),
  logGain: new Array(2 * ocean.wavevectors.length).fill(0),
});

/** What the physics-informed encoder makes of a path, `c ∘ S (S AᵀA S + diag d)⁻¹ S Aᵀ y`, in float64. */
export function embedPath({ ocean, positions, reading }: Observation, weights: EncoderWeights): Float64Array {
  const { matrix, vector } = createNormalEquations(ocean, reading.stride)(positions);
  factorise(matrix, weights.logPrecision.map(Math.exp));
  solveFactored(matrix, vector);
  const deviations = [...ocean.deviations, ...ocean.deviations];
  return vector.map((value, k) => value * deviations[k]! * Math.exp(weights.logGain[k]!));
}
