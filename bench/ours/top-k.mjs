import { useBackend } from "@crosstilt/backends";
import { exactIndex } from "@crosstilt/search";
import { normals } from "./data.mjs";

/** The best rows of a gallery for each query, exact in float64 and in order, by an index that is ready. */
export async function prepare({ rows, d, queries, k }, threads) {
  const report = await useBackend("wasm", { threads });
  const u = { vectors: normals(queries * d, 1), dimension: d };
  const v = { vectors: normals(rows * d, 2), dimension: d };
  const index = exactIndex(v, { threads: report.threads });
  // An index makes its codes when it has been asked some queries.
  await index.search({ vectors: normals(64 * d, 3), dimension: d }, k);
  return { threads: report.threads, run: () => index.search(u, k) };
}
