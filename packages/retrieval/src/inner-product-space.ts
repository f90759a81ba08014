import { demand } from "@crosstilt/core";
import { countOf, type Embeddings } from "./factored-scores.js";
import type { Gallery } from "./vector-index.js";

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

export function liftGallery(gallery: Gallery): Lifted {
  const { vectors, dimension, bias, scale = 1 } = gallery;
  demand(scale > 0, () => ({
    argument: "scale",
    expected: "a positive number for an approximate index",
    received: String(scale),
    remedy: "Use the exact index",
  }));
  const n = countOf(gallery);
  const squares = new Float64Array(n);
  for (let i = 0; i < vectors.length; i++) squares[Math.floor(i / dimension)] += vectors[i] ** 2;
  for (let i = 0; i < n; i++) squares[i] += ((bias?.[i] ?? 0) / scale) ** 2;
  const largest = squares.reduce((maximum, value) => Math.max(maximum, value), 0);
  return widen(gallery, (i) => [(bias?.[i] ?? 0) / scale, Math.sqrt(Math.max(0, largest - squares[i]))]);
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
