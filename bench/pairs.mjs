import { createGenerator } from "@crosstilt/core";
import { gaussianProcess, samplePairs } from "@crosstilt/dataset-gaussian-process";

/** Pairs of the paper's Gaussian process, 12 noisy values and 5 coefficients each, as rows: every contestant gets the same. */
export function gaussianPairs(count) {
  const { u, v } = samplePairs(gaussianProcess(), { count, rng: createGenerator(1) });
  return { u: rowsOf(u), v: rowsOf(v) };
}

function rowsOf({ data, shape: [n, d] }) {
  return Array.from({ length: n }, (_, i) => Array.from(data.subarray(i * d, (i + 1) * d)));
}
