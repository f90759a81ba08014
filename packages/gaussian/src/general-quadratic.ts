// Normalisers of `s = ⟨g_u, g_v⟩ − ½ g_uᵀ A g_u − ½ g_vᵀ B g_v` and their derivatives; derivations in docs/theory.md, section 13.
import { cholesky, choleskyOf, logDetCholesky, solve, solveCholesky, symmetricRoot } from "./decompositions.js";
import {
  add,
  block,
  fromBlocks,
  identity,
  inner,
  type Matrix,
  product,
  scale,
  subtract,
  symmetrise,
  transpose,
} from "./matrix.js";
import type { OwnTerms } from "./own-terms.js";

interface Sides {
  readonly S: Matrix;
  readonly T: Matrix;
}

/** One conditional: second moments of the side that is integrated and of the other, and the own term of the former. */
interface Conditional {
  readonly own: Matrix;
  readonly other: Matrix;
  readonly term: Matrix;
}

/** `E_v log E_{u'} exp(⟨g_u', g_v⟩ − ½ g_u'ᵀ A g_u')`, with `K = (S⁻¹ + A)⁻¹`: `½ tr(K T) − ½ log det(I + S A)`. */
export function expectedLogNormaliser({ own, other, term }: Conditional): number {
  const { K, logDet } = penalised(own, term);
  return 0.5 * inner(K, other) - 0.5 * logDet;
}

/** `K = (S⁻¹ + A)⁻¹` and `log det(I + S A)`, also for a singular S. */
export function penalised(own: Matrix, term: Matrix): { K: Matrix; logDet: number } {
  const root = symmetricRoot(own);
  const lower = choleskyOf(add(identity(own.length), symmetrise(product(root, term, root))));
  return { K: product(root, solveCholesky(lower, root)), logDet: logDetCholesky(lower) };
}

/** `log E exp(½ zᵀ R z)` of `z ∼ N(0, Γ)`: `−½ log det(I − Γ^{1/2} R Γ^{1/2})`; null where it is infinite. */
export function logExpectedExponential(covariance: Matrix, form: Matrix): number | null {
  const root = symmetricRoot(covariance);
  const lower = resolvedFactor(subtract(identity(form.length), symmetrise(product(root, form, root))));
  return lower && -0.5 * logDetCholesky(lower);
}

/** Derivatives of `½ ⟨A, S⟩ + expectedLogNormaliser` by S, T and A. */
export function conditionalGradient({ own, other, term }: Conditional): { own: Matrix; other: Matrix; term: Matrix } {
  const unit = identity(own.length);
  const W = solve(add(unit, product(own, term)), unit);
  const [Wt, K] = [transpose(W), symmetrise(product(W, own))];
  return {
    own: scale(0.5, symmetrise(subtract(add(term, product(Wt, other, W)), product(Wt, term)))),
    other: scale(0.5, K),
    term: scale(0.5, symmetrise(subtract(subtract(own, product(K, other, K)), K))),
  };
}

/** `log E_{μ_u⊗μ_v} e^s`; Infinity where it diverges. */
export function jointLogNormaliser({ S, T }: Sides, { A, B }: OwnTerms): number {
  const [unit, left, right] = [identity(S.length), symmetricRoot(S), symmetricRoot(T)];
  const cross = scale(-1, product(left, right));
  const lower = resolvedFactor(
    fromBlocks([
      [add(unit, symmetrise(product(left, A, left))), cross],
      [transpose(cross), add(unit, symmetrise(product(right, B, right)))],
    ]),
  );
  return lower === null ? Number.POSITIVE_INFINITY : -0.5 * logDetCholesky(lower);
}

/** Pivots of a normaliser's matrix, which is I where nothing is tilted, below this are rounding. */
const SINGULAR = 1e-12;

/** Cholesky factor of a normaliser's matrix; null where it is not positive definite as far as float64 can tell. */
export function resolvedFactor(matrix: Matrix): Matrix | null {
  const lower = cholesky(matrix);
  return lower?.every((row, i) => row[i]! ** 2 > SINGULAR) ? lower : null;
}

/** Derivatives of `½ ⟨A, S⟩ + ½ ⟨B, T⟩ + jointLogNormaliser` by S, T, A and B. */
export function jointGradient({ S, T }: Sides, { A, B }: OwnTerms) {
  const r = S.length;
  const [unit, zero] = [identity(r), scale(0, S)];
  const minus = scale(-1, unit);
  const moments = fromBlocks([
    [S, zero],
    [zero, T],
  ]);
  const form = fromBlocks([
    [A, minus],
    [minus, B],
  ]);
  const inverse = solve(add(identity(2 * r), product(moments, form)), identity(2 * r));
  const [X, Y] = [product(form, inverse), product(inverse, moments)];
  const half = (whole: Matrix, gradient: Matrix, at: number) =>
    scale(0.5, symmetrise(subtract(whole, block(gradient, at, at + r, at, at + r))));
  return { dS: half(A, X, 0), dT: half(B, X, r), dA: half(S, Y, 0), dB: half(T, Y, r) };
}
