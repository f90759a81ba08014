import { solveLower, solveLowerTransposed, svd } from "./decompositions.js";
import { type GaussianSpec, jointGaussian } from "./joint.js";
import { block, type Matrix, scaleRows, transpose } from "./matrix.js";

/** Canonical correlations of a Gaussian law, k = min(p, q). */
export interface CanonicalCorrelations {
  /** σ_1 ≥ … ≥ σ_k in [0, 1), the singular values of Ω = C_uu^{-1/2} C_uv C_vv^{-1/2}. */
  readonly sigma: number[];
  /** 1 − σ_i without cancellation: what the quadratic metric amplifies when σ_i is near 1. */
  readonly complement: number[];
  /** Rows x_i `[k, p]` with Cov(x_i·u) = I and Corr(x_i·u, y_i·v) = σ_i: the rows of Uᵀ C_uu^{-1/2}. */
  readonly directionsU: Matrix;
  /** Rows y_i `[k, q]`, the rows of Vᵀ C_vv^{-1/2}. */
  readonly directionsV: Matrix;
}

/**
 * Canonical correlations and directions (paper section 5), from the Cholesky factor `[[L_u, 0], [X, Y]]` of the whole covariance:
 * with white x and e, u = L_u x and v = X x + Y e, so the singular values of `Y⁻¹X` are σ_i/√(1 − σ_i²), the cotangents of the
 * canonical angles. Nothing is subtracted, which keeps 1 − σ_i accurate. The sign is fixed by making the largest entry
 * of every row of `directionsU` positive.
 * @example
 * canonicalCorrelations({ covariance: [[1.5, 1], [1, 1.5]], split: 1 }).sigma; // [2/3]
 */
export function canonicalCorrelations(spec: GaussianSpec): CanonicalCorrelations {
  const { cholesky, choleskyU } = jointGaussian(spec);
  const [p, n] = [choleskyU.length, cholesky.length];
  const noise = block(cholesky, p, n, p, n);
  const { left, sigma: cotangents, right } = svd(solveLower(noise, block(cholesky, p, n, 0, p)));
  const sines = cotangents.map((value) => 1 / Math.hypot(1, value));
  const sigma = cotangents.map((value, i) => value * sines[i]!);
  const directionsU = transpose(solveLowerTransposed(choleskyU, right));
  const directionsV = scaleRows(sines, transpose(solveLowerTransposed(noise, left)));
  const signs = directionsU.map(signOfLargest);
  return {
    sigma,
    complement: sines.map((sine, i) => (sine * sine) / (1 + sigma[i]!)),
    directionsU: scaleRows(signs, directionsU),
    directionsV: scaleRows(signs, directionsV),
  };
}

const signOfLargest = (row: number[]): number =>
  row.reduce((largest, value) => (Math.abs(value) > Math.abs(largest) * (1 + 1e-9) ? value : largest), 0) < 0 ? -1 : 1;

/** Mutual information `I(u; v) = −½ Σ log(1 − σ_i²)` in nats. */
export const mutualInformation = (spec: GaussianSpec): number => informationOf(canonicalCorrelations(spec));

/** Mutual information in nats from canonical correlations. */
export const informationOf = ({ sigma, complement }: CanonicalCorrelations): number =>
  sigma.reduce((total, value, i) => total - 0.5 * Math.log(complement[i]! * (1 + value)), 0);
