import type { JointGaussian } from "./joint.js";
import { type Moments, momentsOf, plugInLaw } from "./moments.js";
import type { Objective } from "./objective.js";
import { type Optimum, optimum } from "./optimum.js";
import type { Pairs } from "./samples.js";

/** Options of {@link plugInOptimum}: samples in memory, or moments of a stream. */
export type PlugInOptions = Objective & { readonly rank?: number; readonly ridge?: number } & (
    | { readonly samples: Pairs }
    | { readonly moments: Moments }
  );

/**
 * Optimal linear encoders straight from samples (Remark D.2): the minimiser of the empirical loss with Gaussian
 * normalisers, without iterations. The estimated law comes with it.
 * @throws Error for bad samples, and for no more samples than dimensions without a ridge.
 * @example
 * const { G, H, offsetU, offsetV } = plugInOptimum({ samples: { u, v }, metric: "inner-product", loss: "conditional" });
 */
export function plugInOptimum(options: PlugInOptions): Optimum & { readonly law: JointGaussian } {
  const moments = "moments" in options ? options.moments : momentsOf(options.samples);
  const { metric, loss, lambdaU, lambdaV, rank, ridge } = options;
  const law = plugInLaw(moments, { ridge });
  return { ...optimum({ ...law, metric, loss, lambdaU, lambdaV, rank }), law };
}
