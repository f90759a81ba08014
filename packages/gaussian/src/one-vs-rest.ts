// Every modality given all the others, s(z) = ½ zᵀ 𝒜 z with 𝒜 symmetric and zero on its diagonal blocks; docs/theory.md, section 22.
import { solveOperator } from "./conjugate-gradients.js";
import { inner, type Matrix, product, scale, symmetrise, trace } from "./matrix.js";
import { type ModalitiesLaw, offDiagonal } from "./modalities.js";

/** `−(1/K) Σ_a E log ρ(z_a | z_{−a}) = (½ tr(𝒜 Ω 𝒜) − tr(𝒜 Ω))/K` of weights 𝒜 `[n, n]`. */
export function oneVsRestLoss({ omega, sizes }: ModalitiesLaw, weights: Matrix): number {
  return (0.5 * trace(product(weights, omega, weights)) - inner(weights, omega)) / sizes.length;
}

/** Its minimiser, of one linear system: `offdiag(𝒜 Ω + Ω 𝒜) = 2 offdiag(Ω)`; for K = 2 it is Ω itself (Theorem 5.1). */
export function oneVsRestWeights(law: ModalitiesLaw): Matrix {
  const { omega } = law;
  const both = (x: Matrix) => offDiagonal(law, scale(2, symmetrise(product(x, omega))));
  return solveOperator(both, scale(2, offDiagonal(law, omega)));
}
