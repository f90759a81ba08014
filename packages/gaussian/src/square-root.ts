import { choleskyOf, logDetCholesky, solveLower, solveLowerTransposed } from "./decompositions.js";
import { identity, type Matrix, product, transpose } from "./matrix.js";

/** A covariance as `root·rootᵀ`, with what densities and divergences need of the inverse. */
export interface SquareRoot {
  readonly root: Matrix;
  /** `root⁻¹ b`. */
  whiten(b: Matrix): Matrix;
  readonly logDet: number;
}

/** Square root of a covariance by Cholesky factorisation, computed when first asked for. */
export function choleskyRoot(covariance: Matrix): () => SquareRoot {
  let known: SquareRoot | undefined;
  return () => {
    if (known !== undefined) return known;
    const lower = choleskyOf(covariance);
    known = { root: lower, whiten: (b) => solveLower(lower, b), logDet: logDetCholesky(lower) };
    return known;
  };
}

/**
 * Square root of `L (K Kᵀ)⁻¹ Lᵀ` from the factors themselves, so that neither the covariance nor its inverse, both of which may be
 * close to singular, is ever factorised.
 */
export function precisionRoot(own: Matrix, precision: Matrix): () => SquareRoot {
  const inverse = solveLowerTransposed(precision, identity(precision.length));
  const square: SquareRoot = {
    root: product(own, inverse),
    whiten: (b) => product(transpose(precision), solveLower(own, b)),
    logDet: logDetCholesky(own) - logDetCholesky(precision),
  };
  return () => square;
}
