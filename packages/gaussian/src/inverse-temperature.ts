import { type GaussianSpec, jointGaussian } from "./joint.js";
import { checkedEncoders, type Encoders, latentMoments } from "./loss.js";
import { inner, trace } from "./matrix.js";
import { refuse } from "./refuse.js";

/**
 * The inverse temperature β at which given encoders have the least conditional loss under `β⟨g_u, g_v⟩`, for any weights:
 * `tr M / tr(ST)`. Every loss that is a log-partition function less a mean is convex in β, with `E_μ s = E_ν s` at its minimum; here both
 * are linear in β.
 * @throws Error for encoders that are zero on either side.
 * @example
 * optimalInverseTemperature({ covariance, split: 5, G, H }); // 1 at the optimal encoders
 */
export function optimalInverseTemperature(options: GaussianSpec & Encoders): number {
  const law = jointGaussian(options);
  const { S, T, M } = latentMoments(law, checkedEncoders(options, law));
  const curvature = inner(S, T);
  if (!(curvature > 0))
    refuse("G, H", "encoders that vary together", "none", "Their scores are constant at every scale.");
  return trace(M) / curvature;
}
