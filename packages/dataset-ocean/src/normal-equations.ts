import { velocityRows } from "./field.js";
import type { Ocean } from "./ocean.js";
import { pathVelocities } from "./velocities.js";

/**
 * `AᵀA` and `Aᵀy` of one path: the velocities y along it are linear in the coefficients, `y = A S ξ` with ξ the coefficients
 * in units of their prior standard deviations S. In float64, because AᵀA spans ten orders of magnitude.
 */
export interface NormalEquations {
  /** The lower triangle of `S Aᵀ A S`, row by row, `[d (d + 1)/2]`. */
  readonly matrix: Float64Array;
  /** `S Aᵀ y`, `[d]`. */
  readonly vector: Float64Array;
}

/** Makes the normal equations of paths; keeps its working memory, so results are new but nothing else is. */
export function createNormalEquations(ocean: Ocean, stride: number): (path: ArrayLike<number>) => NormalEquations {
  const scale = Float64Array.from([...ocean.deviations, ...ocean.deviations]);
  const size = scale.length;
  const rows = new Float64Array(2 * size);
  return (path) => {
    const { count, x, y, t, velocity } = pathVelocities(ocean, path, stride);
    const matrix = new Float64Array((size * (size + 1)) / 2);
    const vector = new Float64Array(size);
    for (let n = 0; n < count; n++) {
      velocityRows(ocean, [x[n]!, y[n]!], t[n]!, rows);
      for (let i = 0; i < 2 * size; i++) rows[i]! *= scale[i % size]!;
      accumulate(matrix, vector, rows, velocity[2 * n]!, velocity[2 * n + 1]!);
    }
    return { matrix, vector };
  };
}

function accumulate(matrix: Float64Array, vector: Float64Array, rows: Float64Array, wx: number, wy: number): void {
  const size = vector.length;
  for (let i = 0, at = 0; i < size; i++) {
    const [a, b] = [rows[i], rows[size + i]];
    vector[i]! += a! * wx + b! * wy;
    for (let j = 0; j <= i; j++, at++) matrix[at]! += a! * rows[j]! + b! * rows[size + j]!;
  }
}
