import { useBackend } from "@crosstilt/backends";
import { factoredScores, topK } from "@crosstilt/core";
import { normals } from "./data.mjs";

/** The best rows of a gallery for each query, exact in float64 and in order. */
export async function prepare({ rows, d, queries, k }, threads) {
  const report = await useBackend("wasm", { threads });
  const u = { vectors: normals(queries * d, 1), dimension: d };
  const v = { vectors: normals(rows * d, 2), dimension: d };
  return { threads: report.threads, run: () => topK(factoredScores({ u, v }), k) };
}
