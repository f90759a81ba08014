import { createGenerator } from "@crosstilt/core";

/** Standard normal numbers from a seed. */
export function normals(size, seed) {
  const { normal } = createGenerator(seed);
  return Float32Array.from({ length: size }, normal);
}

/** Rows of length 1, `[n, d]`. */
export function unitRows(n, d, seed) {
  const rows = normals(n * d, seed);
  for (let i = 0; i < n; i++) {
    const row = rows.subarray(i * d, (i + 1) * d);
    const norm = Math.hypot(...row);
    for (let j = 0; j < d; j++) row[j] /= norm;
  }
  return rows;
}
