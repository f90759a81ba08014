import {
  createGenerator,
  type Embeddings,
  type FactoredScores,
  type Factors,
  factoredScores,
} from "../../src/index.js";

/** Normal embeddings with a bias, from a seed. */
export function randomEmbeddings(n: number, dimension: number, seed: number): Required<Embeddings> {
  const { normal } = createGenerator(seed);
  return {
    vectors: Float32Array.from({ length: n * dimension }, normal),
    dimension,
    bias: Float32Array.from({ length: n }, normal),
  };
}

/** The factors of a random score matrix; whole numbers make many scores equal. */
export function randomFactors(n: number, m: number, dimension: number, seed: number, whole = false) {
  const round = (side: Required<Embeddings>) =>
    whole ? { ...side, vectors: side.vectors.map(Math.round), bias: side.bias.map(Math.round) } : side;
  return {
    u: round(randomEmbeddings(n, dimension, seed)),
    v: round(randomEmbeddings(m, dimension, seed + 1)),
    scale: 1.5,
  };
}

/** A random score matrix. */
export const randomScores = (...size: Parameters<typeof randomFactors>): FactoredScores =>
  factoredScores(randomFactors(...size));

/** Scores that are exactly the given matrix, in factors: one-hot rows. */
export function scoresFrom(matrix: number[][]): FactoredScores {
  const [n, m] = [matrix.length, matrix[0]!.length];
  const u = Float32Array.from({ length: n * n }, (_, i) => (Math.floor(i / n) === i % n ? 1 : 0));
  const v = Float32Array.from({ length: m * n }, (_, i) => matrix[i % n]![Math.floor(i / n)]!);
  return factoredScores({ u: { vectors: u, dimension: n }, v: { vectors: v, dimension: n } });
}

/** The score matrix by its definition, in float64. */
export function matrixOf({ u, v, scale = 1 }: Factors): number[][] {
  const rows = (side: Embeddings) =>
    Array.from({ length: side.vectors.length / side.dimension }, (_, i) =>
      Array.from(side.vectors.subarray(i * side.dimension, (i + 1) * side.dimension)),
    );
  const right = rows(v);
  return rows(u).map((a, i) =>
    right.map((b, j) => scale * a.reduce((sum, x, t) => sum + x * b[t]!, 0) + (u.bias?.[i] ?? 0) + (v.bias?.[j] ?? 0)),
  );
}
