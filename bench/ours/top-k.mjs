import { useBackend } from "@crosstilt/backends";
import { topK } from "@crosstilt/retrieval";
import { normals } from "./data.mjs";

/** The best rows of a gallery for each query, exact in float64 and in order. */
export async function prepare({ rows, d, queries, k }, threads) {
  const report = await useBackend("wasm", { threads });
  const scores = {
    u: { vectors: normals(queries * d, 1), dimension: d },
    v: { vectors: normals(rows * d, 2), dimension: d },
    scale: 1,
  };
  return { threads: report.threads, run: () => topK(scores, k) };
}
