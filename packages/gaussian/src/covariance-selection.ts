// The joint law ν ∝ e^s ⊗μ_a, s(z) = ½ zᵀ 𝒜 z, nearest to μ: covariance selection with a free diagonal; docs/theory.md, section 22.

import { solveOperator } from "./conjugate-gradients.js";
import { cholesky, choleskyOf, logDetCholesky, solveCholesky } from "./decompositions.js";
import { add, combine, identity, inner, type Matrix, product, scale, subtract, symmetrise } from "./matrix.js";
import { type ModalitiesLaw, offDiagonal } from "./modalities.js";

/**
 * `−E s + log E_{⊗μ_a} e^s = −½ ⟨𝒜, Ω⟩ − ½ log det(I − 𝒜)` of weights 𝒜 `[n, n]`; Infinity where the normaliser is infinite.
 */
export function modalitiesJointLoss({ omega }: ModalitiesLaw, weights: Matrix): number {
  const lower = cholesky(subtract(identity(omega.length), weights));
  return lower === null ? Number.POSITIVE_INFINITY : -0.5 * inner(weights, omega) - 0.5 * logDetCholesky(lower);
}

/** Newton steps at most; the objective is self-concordant, and takes about ten. */
const STEPS = 200;
/** Squared Newton decrement below which float64 sees no difference. */
const CONVERGED = 1e-28;

/** Its minimiser, which is unique: `offdiag((I − 𝒜)⁻¹) = offdiag(Ω)`; for K = 2 Theorem 5.6 in every mode. */
export function modalitiesJointWeights(law: ModalitiesLaw): Matrix {
  const { omega } = law;
  let weights = scale(0, omega);
  for (let k = 0; k < STEPS; k += 1) {
    const covariance = inverse(subtract(identity(omega.length), weights));
    const slope = offDiagonal(law, subtract(omega, covariance));
    const curvature = (x: Matrix) => offDiagonal(law, symmetrise(product(covariance, x, covariance)));
    const direction = solveOperator(curvature, slope);
    const decrement = 0.5 * inner(direction, slope);
    weights = damped(law, weights, direction, decrement);
    if (!(decrement > CONVERGED)) break;
  }
  return weights;
}

/** A step that stays where the law exists and falls: the damped step of self-concordance, the whole one near the minimum. */
function damped(law: ModalitiesLaw, weights: Matrix, direction: Matrix, decrement: number): Matrix {
  const size = Math.sqrt(Math.max(decrement, 0));
  const before = modalitiesJointLoss(law, weights);
  for (let step = size < 0.25 ? 1 : 1 / (1 + size); step > 1e-12; step /= 2) {
    const next = symmetrise(combine(1, weights, step, direction));
    if (modalitiesJointLoss(law, next) <= before + 1e-15 * Math.abs(before)) return next;
  }
  return weights;
}

const inverse = (matrix: Matrix): Matrix => symmetrise(solveCholesky(choleskyOf(matrix), identity(matrix.length)));

/** `log det Ω` and `Ω⁻¹`. */
export function precisionOf({ omega }: ModalitiesLaw): { precision: Matrix; logDet: number } {
  const lower = choleskyOf(omega);
  return { precision: symmetrise(solveCholesky(lower, identity(omega.length))), logDet: logDetCholesky(lower) };
}

/** KL(μ‖ν) of the model with precision `I − 𝒜 + B` (whitened), B on the diagonal blocks; null where it is no law. */
export function modalitiesKl(law: ModalitiesLaw, weights: Matrix, own: Matrix): number | null {
  const lower = cholesky(add(subtract(identity(law.omega.length), weights), own));
  if (lower === null) return null;
  const precision = add(subtract(identity(law.omega.length), weights), own);
  const n = law.omega.length;
  return 0.5 * (inner(precision, law.omega) - n - logDetCholesky(lower) - precisionOf(law).logDet);
}
