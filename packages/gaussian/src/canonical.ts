import { solveLowerTransposed, svd } from "./decompositions.js";
import { type DoubleVector, preciseCholesky, preciseSolveLower } from "./double-double.js";
import { covarianceOf, type GaussianSpec, jointGaussian } from "./joint.js";
import { type Matrix, scaleRows, transpose } from "./matrix.js";

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
 * canonical angles: nothing cancels in 1 − σ_i. The factor is computed in double-double arithmetic, so that encoders are
 * accurate to about 1e-12 at condition numbers of 1e8. The sign is fixed by making the largest entry
 * of every row of `directionsU` positive.
 * @example
 * canonicalCorrelations({ covariance: [[1.5, 1], [1, 1.5]], split: 1 }).sigma; // [2/3]
 */
export function canonicalCorrelations(spec: GaussianSpec): CanonicalCorrelations {
  const law = jointGaussian(spec);
  const p = law.uu.length;
  const { own, shared, noise } = lowerBlocks(preciseCholesky(covarianceOf(law)), p);
  const columns = shared.map((column) => Array.from(preciseSolveLower(noise, column).hi));
  const { left: right, sigma: cotangents, right: left } = svd(columns);
  const sines = cotangents.map((value) => 1 / Math.hypot(1, value));
  const sigma = cotangents.map((value, i) => value * sines[i]!);
  const directionsU = transpose(solveLowerTransposed(rounded(own), right));
  const directionsV = scaleRows(sines, transpose(solveLowerTransposed(rounded(noise), left)));
  const signs = directionsU.map(signOfLargest);
  return {
    sigma,
    complement: sines.map((sine, i) => (sine * sine) / (1 + sigma[i]!)),
    directionsU: scaleRows(signs, directionsU),
    directionsV: scaleRows(signs, directionsV),
  };
}

/** Rows of L_u, columns of X and rows of Y in `[[L_u, 0], [X, Y]]`. */
function lowerBlocks(factor: DoubleVector[], p: number) {
  const below = factor.slice(p);
  const column = (half: "hi" | "lo", j: number) => Float64Array.from(below, (row) => row[half][j]!);
  return {
    shared: Array.from({ length: p }, (_, j) => ({ hi: column("hi", j), lo: column("lo", j) })),
    noise: below.map((row) => part(row, p, factor.length)),
    own: factor.slice(0, p).map((row) => part(row, 0, p)),
  };
}

const part = ({ hi, lo }: DoubleVector, from: number, to: number): DoubleVector => ({
  hi: hi.subarray(from, to),
  lo: lo.subarray(from, to),
});

const rounded = (rows: DoubleVector[]): Matrix => rows.map(({ hi }) => Array.from(hi));

const signOfLargest = (row: number[]): number =>
  row.reduce((largest, value) => (Math.abs(value) > Math.abs(largest) * (1 + 1e-9) ? value : largest), 0) < 0 ? -1 : 1;

/** Mutual information `I(u; v) = −½ Σ log(1 − σ_i²)` in nats. */
export const mutualInformation = (spec: GaussianSpec): number => informationOf(canonicalCorrelations(spec));

/** Mutual information in nats from canonical correlations. */
export const informationOf = ({ sigma, complement }: CanonicalCorrelations): number =>
  sigma.reduce((total, value, i) => total - 0.5 * Math.log(complement[i]! * (1 + value)), 0);
