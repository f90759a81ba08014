// The only file that knows which library factorises matrices.
import {
  EigenvalueDecomposition,
  Matrix as Library,
  SingularValueDecomposition,
  solve as solveLibrary,
} from "ml-matrix";
import { build, columnsOf, type Matrix, product, scaleRows, sum, symmetrise, transpose } from "./matrix.js";
import { refuse } from "./refuse.js";

/** `a = vectors·diag(values)·vectorsᵀ`, values in descending order, eigenvectors as columns. */
export function symmetricEigen(a: Matrix): { values: number[]; vectors: Matrix } {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetrise(a), { assumeSymmetric: true });
  const n = a.length;
  const vectors = build(n, n, (i, j) => eigenvectorMatrix.get(i, n - 1 - j));
  return { values: [...realEigenvalues].reverse(), vectors };
}

/** `f` of a symmetric matrix: `vectors·diag(f(values))·vectorsᵀ`. */
export function symmetricFunction(a: Matrix, f: (value: number) => number): Matrix {
  const { values, vectors } = symmetricEigen(a);
  return symmetrise(product(vectors, scaleRows(values.map(f), transpose(vectors))));
}

/** The symmetric square root of a covariance; eigenvalues below 0 are rounding. */
export const symmetricRoot = (a: Matrix): Matrix => symmetricFunction(a, (value) => Math.sqrt(Math.max(value, 0)));

/** Thin SVD `a = left·diag(sigma)·rightᵀ`, sigma in descending order, `min(m, n)` columns on both sides. */
export function svd(a: Matrix): { left: Matrix; sigma: number[]; right: Matrix } {
  if (a.length < columnsOf(a)) {
    const { left, sigma, right } = svd(transpose(a));
    return { left: right, sigma, right: left };
  }
  const decomposition = new SingularValueDecomposition(new Library(a));
  const take = (vectors: Library) => build(vectors.rows, columnsOf(a), (i, j) => vectors.get(i, j));
  return {
    left: take(decomposition.leftSingularVectors),
    sigma: decomposition.diagonal.slice(0, columnsOf(a)),
    right: take(decomposition.rightSingularVectors),
  };
}

/** Lower `L` with `a = L Lᵀ`, or null where a pivot is not above `tolerance` times its diagonal entry. */
export function cholesky(a: Matrix, tolerance = 0): Matrix | null {
  const lower = build(a.length, a.length, () => 0);
  for (let i = 0; i < a.length; i += 1) {
    for (let j = 0; j < i; j += 1) lower[i]![j] = (a[i]![j]! - rowProduct(lower, i, j)) / lower[j]![j]!;
    const pivot = a[i]![i]! - rowProduct(lower, i, i);
    if (!(pivot > tolerance * a[i]![i]!)) return null;
    lower[i]![i] = Math.sqrt(pivot);
  }
  return lower;
}

function rowProduct(lower: Matrix, i: number, j: number): number {
  let total = 0;
  for (let k = 0; k < j; k += 1) total += lower[i]![k]! * lower[j]![k]!;
  return total;
}

/** Cholesky factor of a matrix that is positive definite in exact arithmetic, such as `I + S` with `S ⪰ 0`. */
export function choleskyOf(a: Matrix): Matrix {
  const lower = cholesky(a);
  if (lower !== null) return lower;
  return refuse("covariance", "a law that float64 can resolve", "one too close to singular", "Pass a larger ridge.");
}

/** `L⁻¹ B` for lower triangular `L`. */
export function solveLower(lower: Matrix, b: Matrix): Matrix {
  const out: Matrix = [];
  for (let i = 0; i < b.length; i += 1) out.push(eliminated(b[i]!, out, lower[i]!, i));
  return out;
}

function eliminated(row: number[], solved: Matrix, coefficients: number[], i: number): number[] {
  const next = [...row];
  for (let k = 0; k < i; k += 1) for (let j = 0; j < next.length; j += 1) next[j]! -= coefficients[k]! * solved[k]![j]!;
  return next.map((value) => value / coefficients[i]!);
}

/** `L⁻ᵀ B` for lower triangular `L`. */
export function solveLowerTransposed(lower: Matrix, b: Matrix): Matrix {
  const flipped = [...lower].reverse().map((row) => [...row].reverse());
  return solveLower(transpose(flipped), [...b].reverse()).reverse();
}

/** `(L Lᵀ)⁻¹ B` from the Cholesky factor `L`. */
export const solveCholesky = (lower: Matrix, b: Matrix): Matrix => solveLowerTransposed(lower, solveLower(lower, b));

/** `log det(L Lᵀ)`. */
export const logDetCholesky = (lower: Matrix): number => 2 * sum(lower.map((row, i) => Math.log(row[i]!)));

/** `a⁻¹ b` for a general square, invertible `a`. */
export const solve = (a: Matrix, b: Matrix): Matrix => solveLibrary(new Library(a), new Library(b)).to2DArray();
