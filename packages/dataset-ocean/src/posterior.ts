import { factorise, solveFactored, solveLower } from "./cholesky.js";
import { createNormalEquations } from "./normal-equations.js";
import type { Ocean } from "./ocean.js";

/** How a path is read: which of its points, and how far its velocities are trusted. */
export interface PathReading {
  /** Every `stride`-th recorded point gives two equations. */
  readonly stride: number;
  /** Standard deviation σ of the errors of the velocities along the path. */
  readonly noise: number;
}

/** The Gaussian law of the coefficients given a path. */
export interface Posterior {
  /** `[2K]`, in units of the coefficients. */
  readonly mean: Float64Array;
  /** Standard deviation of `row · coefficients`, such as the potential or a velocity at some place and time. */
  deviation(row: ArrayLike<number>): number;
}

/**
 * The posterior of the coefficients given a path `[points, 2 · drifters]` (its first drifter): along a known path the
 * velocity is linear in them, so with errors of standard deviation σ
 * `mean = S (S Aᵀ A S + σ²)⁻¹ S Aᵀ y` and `covariance = σ² S (S Aᵀ A S + σ²)⁻¹ S`.
 *
 * @example
 * const { mean, deviation } = posterior(ocean, path, { stride: 4, noise: 1e-3 });
 */
export function posterior(ocean: Ocean, path: ArrayLike<number>, { stride, noise }: PathReading): Posterior {
  const { matrix, vector } = createNormalEquations(ocean, stride)(path);
  const scale = Float64Array.from([...ocean.deviations, ...ocean.deviations]);
  factorise(matrix, new Float64Array(scale.length).fill(noise ** 2));
  solveFactored(matrix, vector);
  const work = new Float64Array(scale.length);
  return {
    mean: vector.map((value, k) => value * scale[k]!),
    deviation(row) {
      for (let k = 0; k < work.length; k++) work[k] = scale[k]! * row[k]!;
      solveLower(matrix, work);
      return noise * Math.sqrt(work.reduce((sum, value) => sum + value * value, 0));
    },
  };
}
