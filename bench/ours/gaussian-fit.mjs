import { plugInOptimum } from "@crosstilt/gaussian";

/** Optimal linear encoders straight from samples, in closed form. */
export function prepare({ u, v, rank }) {
  const samples = { u, v };
  return { run: () => plugInOptimum({ samples, rank, metric: "inner-product", loss: "conditional" }) };
}
