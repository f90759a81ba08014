import { topK } from "@crosstilt/retrieval";
import { normals } from "./data.mjs";

/** The best rows of a gallery for each query, in float64 and in order. */
export function prepare({ rows, d, queries, k }) {
  const scores = {
    u: { vectors: normals(queries * d, 1), dimension: d },
    v: { vectors: normals(rows * d, 2), dimension: d },
    scale: 1,
  };
  return { run: () => topK(scores, k) };
}
