import { demand } from "@crosstilt/core";

/**
 * Replaces the lower triangle of a positive definite matrix (row by row, `[d (d + 1)/2]`) by its Cholesky factor L, after
 * adding `diagonal [d]`.
 */
export function factorise(matrix: Float64Array, diagonal: ArrayLike<number>): void {
  const size = diagonal.length;
  for (let i = 0, row = 0; i < size; row += ++i) {
    for (let j = 0, other = 0; j <= i; other += ++j) {
      let sum = matrix[row + j]! + (i === j ? diagonal[i]! : 0);
      for (let k = 0; k < j; k++) sum -= matrix[row + k]! * matrix[other + k]!;
      if (i === j) {
        demandPositive(sum);
        matrix[row + i] = Math.sqrt(sum);
      } else matrix[row + j] = sum / matrix[other + j]!;
    }
  }
}

/** Replaces `vector` by the solution x of `L x = vector`. */
export function solveLower(factor: Float64Array, vector: Float64Array): void {
  for (let i = 0, row = 0; i < vector.length; row += ++i) {
    let sum = vector[i]!;
    for (let k = 0; k < i; k++) sum -= factor[row + k]! * vector[k]!;
    vector[i] = sum / factor[row + i]!;
  }
}

/** Replaces `vector` by the solution x of `L Lᵀ x = vector`. */
export function solveFactored(factor: Float64Array, vector: Float64Array): void {
  solveLower(factor, vector);
  const size = vector.length;
  for (let i = size - 1, row = (size * (size - 1)) / 2; i >= 0; row -= i--) {
    vector[i]! /= factor[row + i]!;
    for (let k = 0; k < i; k++) vector[k]! -= factor[row + k]! * vector[i]!;
  }
}

function demandPositive(pivot: number): void {
  demand(pivot > 0, () => ({
    argument: "normal equations",
    expected: "a positive definite matrix",
    received: `a pivot of ${pivot}`,
    remedy: "Look for paths that are not numbers, or raise the noise level",
  }));
}
