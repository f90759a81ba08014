import { combine, inner, type Matrix, scale } from "./matrix.js";

/** Relative size of the residual at which a solution counts as exact in float64. */
const EXACT = 1e-15;

/**
 * The matrix X with `operator(X) = right`, for a self-adjoint, positive definite operator on matrices (with respect to the
 * Frobenius inner product), by conjugate gradients.
 */
export function solveOperator(operator: (x: Matrix) => Matrix, right: Matrix): Matrix {
  let x = scale(0, right);
  let [residual, direction] = [right, right];
  let size = inner(residual, residual);
  const enough = EXACT ** 2 * size;
  for (let k = 0; k < 10 * right.length ** 2 && size > enough; k += 1) {
    const image = operator(direction);
    const step = size / inner(direction, image);
    x = combine(1, x, step, direction);
    residual = combine(1, residual, -step, image);
    const next = inner(residual, residual);
    direction = combine(1, residual, next / size, direction);
    size = next;
  }
  return x;
}
