import { optimum } from "@crosstilt/gaussian";
import { normals } from "./data.mjs";

/** Optimal encoders of a joint Gaussian law with d + d dimensions, from its covariance. */
export function prepare({ d }) {
  const n = 2 * d;
  const root = normals(n * n, 1);
  const entry = (i, j) => {
    let sum = i === j ? n : 0;
    for (let t = 0; t < n; t++) sum += root[i * n + t] * root[j * n + t];
    return sum;
  };
  const covariance = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => entry(i, j)));
  return { run: () => optimum({ covariance, split: d, metric: "inner-product", loss: "conditional" }) };
}
