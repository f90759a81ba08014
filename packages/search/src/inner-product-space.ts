import { demand, type Embeddings } from "@crosstilt/core";
import type { Gallery } from "./gallery.js";

/**
 * Score forms as Euclidean distances: neighbour graphs want a true distance, and inner products are none. With
 * `v' = (v, β/scale, √(M² − |v|² − β²/scale²))` and `u' = (u, 1, 0)`, `|u' − v'|² = |u'|² + M² − 2 (score − α)/scale`:
 * the nearest v' has the largest score (Bachrach et al. 2014). `scale` must be positive.
 */
export interface Lifted {
  /** `[n, dimension + 2]`. */
  readonly vectors: Float32Array;
  readonly dimension: number;
}

/** A gallery lifted by the largest length among its own vectors. */
export function liftGallery(gallery: Gallery): Lifted {
  demandPositiveScale(gallery);
  return liftRows(
    gallery,
    squaredLengths(gallery).reduce((a, b) => Math.max(a, b), 0),
  );
}

/** Rows lifted by `largest`, M²: the largest of {@link squaredLengths} in the whole gallery. */
export function liftRows({ vectors, dimension, bias, scale = 1 }: Gallery, largest: number): Lifted {
  const squares = squaredLengths({ vectors, dimension, bias, scale });
  return widen({ vectors, dimension }, (i) => [
    (bias?.[i] ?? 0) / scale,
    Math.sqrt(Math.max(0, largest - squares[i]!)),
  ]);
}

/** `|v|² + β²/scale²` of each row. */
export function squaredLengths({ vectors, dimension, bias, scale = 1 }: Gallery): Float64Array {
  const squares = new Float64Array(vectors.length / dimension);
  for (let row = 0; row < squares.length; row++) {
    let sum = ((bias?.[row] ?? 0) / scale) ** 2;
    for (let at = row * dimension; at < (row + 1) * dimension; at++) sum += vectors[at]! * vectors[at]!;
    squares[row] = sum;
  }
  return squares;
}

/** Refuses scales that turn the order around: only the exact search can do without one. */
export function demandPositiveScale({ scale = 1 }: Gallery): void {
  demand(scale > 0, () => ({
    argument: "scale",
    expected: "a positive number for an approximate index",
    received: String(scale),
    remedy: "Use the exact index",
  }));
}

export function liftQueries(queries: Embeddings): Lifted {
  return widen(queries, () => [1, 0]);
}

function widen({ vectors, dimension }: Embeddings, extra: (row: number) => [number, number]): Lifted {
  const n = vectors.length / dimension;
  const width = dimension + 2;
  const wide = new Float32Array(n * width);
  for (let row = 0; row < n; row++) {
    wide.set(vectors.subarray(row * dimension, (row + 1) * dimension), row * width);
    wide.set(extra(row), row * width + dimension);
  }
  return { vectors: wide, dimension: width };
}
