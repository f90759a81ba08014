import { createGenerator } from "@crosstilt/core";
import type { Embeddings, FactoredScores } from "../src/index.js";

/** Normal embeddings with a bias, from a seed. */
export function randomEmbeddings(n: number, dimension: number, seed: number): Required<Embeddings> {
  const { normal } = createGenerator(seed);
  return {
    vectors: Float32Array.from({ length: n * dimension }, normal),
    dimension,
    bias: Float32Array.from({ length: n }, normal),
  };
}

/** A random score form; whole numbers make many scores equal. */
export function randomScores(n: number, m: number, dimension: number, seed: number, whole = false): FactoredScores {
  const round = (side: Required<Embeddings>) =>
    whole ? { ...side, vectors: side.vectors.map(Math.round), bias: side.bias.map(Math.round) } : side;
  return {
    u: round(randomEmbeddings(n, dimension, seed)),
    v: round(randomEmbeddings(m, dimension, seed + 1)),
    scale: 1.5,
  };
}

/** The score matrix by its definition, in float64. */
export function matrixOf({ u, v, scale }: FactoredScores): number[][] {
  const rows = (side: Embeddings) =>
    Array.from({ length: side.vectors.length / side.dimension }, (_, i) =>
      Array.from(side.vectors.subarray(i * side.dimension, (i + 1) * side.dimension)),
    );
  const right = rows(v);
  return rows(u).map((a, i) =>
    right.map((b, j) => scale * a.reduce((sum, x, t) => sum + x * b[t], 0) + (u.bias?.[i] ?? 0) + (v.bias?.[j] ?? 0)),
  );
}
