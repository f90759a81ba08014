import { canonicalCorrelations, informationOf } from "./canonical.js";
import { type GaussianSpec, jointGaussian } from "./joint.js";
import { latentMoments, lossOf } from "./loss.js";
import { checkedObjective } from "./objective.js";
import { optimalEncoders } from "./optimum.js";
import { refuse } from "./refuse.js";

/** What one choice of weights of the quadratic metric's conditional loss costs each conditional. */
export interface FrontierPoint {
  /** λ_u/(λ_u + λ_v). */
  readonly share: number;
  /** `E_v KL(μ_{u|v} ‖ ν_{u|v})` in nats. */
  readonly klUGivenV: number;
  /** `E_u KL(μ_{v|u} ‖ ν_{v|u})` in nats. */
  readonly klVGivenU: number;
}

/**
 * The divergences of both conditionals as the weights of the conditional loss go from v|u alone to u|v alone, for the quadratic
 * metric: no other encoders do better for one without doing worse for the other, since the loss is their weighted sum.
 * `points` (default 21) shares from 0 to 1; `rank` defaults to min(p, q).
 * @example
 * conditionalFrontier({ covariance, split: 5 }).map(({ klUGivenV, klVGivenU }) => [klUGivenV, klVGivenU]);
 */
export function conditionalFrontier(
  options: GaussianSpec & { readonly rank?: number; readonly points?: number },
): FrontierPoint[] {
  const { points = 21 } = options;
  if (!Number.isInteger(points) || points < 2) refuse("points", "a whole number from 2 up", points, "21 does well.");
  const law = jointGaussian(options);
  const canonical = canonicalCorrelations(law);
  const information = informationOf(canonical);
  const metric = "quadratic";
  return Array.from({ length: points }, (_, i) => {
    const share = i / (points - 1);
    const objective = checkedObjective({ metric, loss: "conditional", lambdaU: 2 * share, lambdaV: 2 - 2 * share });
    const moments = latentMoments(law, optimalEncoders(canonical, objective, options.rank ?? canonical.sigma.length));
    const divergence = (lambdaU: number) =>
      Math.max(0, information + lossOf({ ...objective, lambdaU, lambdaV: 2 - lambdaU }, moments, moments));
    return { share, klUGivenV: divergence(2), klVGivenU: divergence(0) };
  });
}
