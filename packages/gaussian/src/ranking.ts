import { symmetricEigen, symmetricRoot } from "./decompositions.js";
import { type GaussianSpec, jointGaussian } from "./joint.js";
import { checkedEncoders, type Encoders, type LatentMoments, latentMoments } from "./loss.js";
import { fromBlocks, identity, product, scale, sum, transpose } from "./matrix.js";
import { checkMetric, type Metric } from "./objective.js";
import { ownTerms } from "./own-terms.js";

/**
 * Probability that a random wrong candidate outranks the true partner, retrieving u given v and v given u: the expected rank
 * of the partner among N candidates is `1 + (N − 1)` times this. Exact for linear encoders of Gaussian data.
 * @example
 * rankingErrors({ covariance, split: 5, metric: "quadratic", G, H }).uGivenV;
 */
export function rankingErrors(options: GaussianSpec & Encoders & { readonly metric: Metric }): {
  uGivenV: number;
  vGivenU: number;
} {
  const law = jointGaussian(options);
  checkMetric(options.metric);
  const moments = latentMoments(law, checkedEncoders(options, law));
  return { uGivenV: rankingError(options.metric, moments), vGivenU: mirroredRankingError(options.metric, moments) };
}

/** u given v from moments: with z = (g_u, g_v, g_u') the score difference is a quadratic form `zᵀQz`. */
export function rankingError(metric: Metric, { S, T, M, penalties }: Omit<LatentMoments, "distance">): number {
  const [unit, zero] = [identity(S.length), scale(0, S)];
  const self = scale(0.5, ownTerms(metric, S.length, penalties).A);
  const [half, minusHalf] = [scale(0.5, unit), scale(-0.5, unit)];
  const covariance = fromBlocks([
    [S, M, zero],
    [transpose(M), T, zero],
    [zero, zero, S],
  ]);
  const form = fromBlocks([
    [self, minusHalf, zero],
    [minusHalf, zero, half],
    [zero, half, scale(-1, self)],
  ]);
  const root = symmetricRoot(covariance);
  return positiveProbability(symmetricEigen(product(root, form, root)).values);
}

/** The same for retrieving v given u. */
export const mirroredRankingError = (metric: Metric, { S, T, M, penalties }: LatentMoments): number =>
  rankingError(metric, { S: T, T: S, M: transpose(M), penalties: penalties && { A: penalties.B, B: penalties.A } });

/**
 * `P(Σ w_j χ²_j > 0)` by Imhof's integral `½ + (1/π) ∫ sin θ(t) / (t ρ(t)) dt` with t = eˣ: the integrand is analytic in a
 * strip of half-width π/2 and decays at both ends, so the trapezoidal rule with step 0.1 is exact to rounding.
 */
export function positiveProbability(weights: readonly number[]): number {
  const largest = Math.max(...weights.map(Math.abs));
  if (largest === 0) return 0.5;
  const scaled = weights.map((weight) => weight / largest).filter((weight) => Math.abs(weight) > 1e-14);
  const step = 0.1;
  const nodes = Array.from({ length: 1201 }, (_, k) => Math.exp((k - 500) * step));
  const integral = sum(nodes.map((t) => integrand(scaled, t))) * step;
  return Math.min(1, Math.max(0, 0.5 + integral / Math.PI));
}

function integrand(weights: readonly number[], t: number): number {
  const angle = 0.5 * sum(weights.map((weight) => Math.atan(weight * t)));
  const logModulus = 0.25 * sum(weights.map((weight) => Math.log1p((weight * t) ** 2)));
  return Math.sin(angle) * Math.exp(-logModulus);
}
