import { solveLower, solveLowerTransposed, svd } from "./decompositions.js";
import { type GaussianSpec, jointGaussian } from "./joint.js";
import { type Matrix, transpose } from "./matrix.js";

/** Canonical correlations of a Gaussian law, k = min(p, q). */
export interface CanonicalCorrelations {
  /** σ_1 ≥ … ≥ σ_k in [0, 1), the singular values of Ω = C_uu^{-1/2} C_uv C_vv^{-1/2}. */
  readonly sigma: number[];
  /** Rows x_i `[k, p]` with Cov(x_i·u) = I and Corr(x_i·u, y_i·v) = σ_i: the rows of Uᵀ C_uu^{-1/2}. */
  readonly directionsU: Matrix;
  /** Rows y_i `[k, q]`, the rows of Vᵀ C_vv^{-1/2}. */
  readonly directionsV: Matrix;
}

/**
 * Canonical correlations and directions (paper section 5). Cholesky factors serve in place of symmetric roots: the
 * directions are the same, and the result does not depend on the scaling of single coordinates. The sign is fixed
 * by making the largest entry of every row of `directionsU` positive.
 * @example
 * canonicalCorrelations({ covariance: [[1.5, 1], [1, 1.5]], split: 1 }).sigma; // [2/3]
 */
export function canonicalCorrelations(spec: GaussianSpec): CanonicalCorrelations {
  const { uv, choleskyU, choleskyV } = jointGaussian(spec);
  const whitened = transpose(solveLower(choleskyV, transpose(solveLower(choleskyU, uv))));
  const { left, sigma, right } = svd(whitened);
  const directionsU = transpose(solveLowerTransposed(choleskyU, left));
  const directionsV = transpose(solveLowerTransposed(choleskyV, right));
  const signs = directionsU.map(signOfLargest);
  return {
    sigma: sigma.map((value) => Math.min(value, 1 - Number.EPSILON)),
    directionsU: directionsU.map((row, i) => row.map((value) => signs[i]! * value)),
    directionsV: directionsV.map((row, i) => row.map((value) => signs[i]! * value)),
  };
}

const signOfLargest = (row: number[]): number =>
  row.reduce((largest, value) => (Math.abs(value) > Math.abs(largest) * (1 + 1e-9) ? value : largest), 0) < 0 ? -1 : 1;

/** Mutual information `I(u; v) = −½ Σ log(1 − σ_i²)` in nats. */
export const mutualInformation = (spec: GaussianSpec): number => informationOf(canonicalCorrelations(spec).sigma);

/** Mutual information in nats from canonical correlations. */
export const informationOf = (sigma: readonly number[]): number =>
  sigma.reduce((total, value) => total - 0.5 * Math.log1p(-value * value), 0);
