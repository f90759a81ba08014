import { symmetricEigen, symmetricFunction } from "./decompositions.js";
import type { LatentMoments } from "./loss.js";
import { build, type Matrix, product, sum, transpose } from "./matrix.js";
import type { Metric } from "./objective.js";

/**
 * Probability that a random wrong candidate u' scores above the true partner u of v: the expected rank of the partner
 * among N candidates is `1 + (N − 1)` times this. Exact for Gaussian embeddings: with z = (g_u, g_v, g_u') the score
 * difference is a quadratic form `zᵀQz`.
 */
export function rankingError(metric: Metric, { S, T, M }: Pick<LatentMoments, "S" | "T" | "M">): number {
  const r = S.length;
  const covariance = build(3 * r, 3 * r, (i, j) =>
    entry(
      [
        [S, M, null],
        [transpose(M), T, null],
        [null, null, S],
      ],
      i,
      j,
      r,
    ),
  );
  const self = metric === "quadratic" ? 0.5 : 0;
  const form = build(3 * r, 3 * r, (i, j) =>
    i % r === j % r
      ? (
          [
            [self, -0.5, 0],
            [-0.5, 0, 0.5],
            [0, 0.5, -self],
          ] as Matrix
        )[Math.floor(i / r)]![Math.floor(j / r)]!
      : 0,
  );
  const root = symmetricFunction(covariance, (value) => Math.sqrt(Math.max(value, 0)));
  return positiveProbability(symmetricEigen(product(root, form, root)).values);
}

/** The same for retrieving v given u. */
export const mirroredRankingError = (metric: Metric, { S, T, M }: LatentMoments): number =>
  rankingError(metric, { S: T, T: S, M: transpose(M) });

const entry = (blocks: (Matrix | null)[][], i: number, j: number, r: number): number =>
  blocks[Math.floor(i / r)]![Math.floor(j / r)]?.[i % r]![j % r]! ?? 0;

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
