import { type CanonicalCorrelations, canonicalCorrelations } from "./canonical.js";
import { type GaussianSpec, jointGaussian } from "./joint.js";
import type { Encoders } from "./loss.js";
import { apply, build, columnsOf, type Matrix, product, transpose } from "./matrix.js";
import { modeWeights } from "./mode-weights.js";
import { checkedObjective, type Objective } from "./objective.js";
import { refuse } from "./refuse.js";

/** Optimal linear encoders and what they amount to; r = rank, k = min(p, q). */
export interface Optimum {
  /** All canonical correlations `[k]`. */
  readonly sigma: number[];
  /** g_u(u) = G u + offsetU, `[r, p]`. */
  readonly G: Matrix;
  /** g_v(v) = H v + offsetV, `[r, q]`. */
  readonly H: Matrix;
  /** `A = GᵀH` `[p, q]`. */
  readonly A: Matrix;
  /** `B = GᵀG` `[p, p]`. */
  readonly B: Matrix;
  /** `D = HᵀH` `[q, q]`. */
  readonly D: Matrix;
  /** General quadratic metric: its own terms `[r, r]`, `diag(√σ)`. */
  readonly P?: Matrix;
  readonly Q?: Matrix;
  /** `−G·mean(u)` `[r]`: zero for centred data. */
  readonly offsetU: number[];
  /** `−H·mean(v)` `[r]`. */
  readonly offsetV: number[];
}

/** Options of {@link optimum}: the law, what to minimise, and the embedding dimension `rank` (default min(p, q)). */
export type OptimumOptions = GaussianSpec & Objective & { readonly rank?: number };

/**
 * The closed-form minimiser over linear encoders of dimension `rank` (Theorems 5.1, 5.3, 5.6 and the rows derived in
 * docs/theory.md). Encoders are unique up to one common rotation, and for the inner product up to `G → MG, H → M⁻ᵀH`;
 * rows beyond min(p, q) are zero. With non-zero means the encoders are affine. For a one-sided loss and a zero
 * canonical correlation the weight-free side is not determined; the limit of the formula is returned.
 * @throws Error for a covariance, objective or rank that makes no sense.
 * @example
 * const { A } = optimum({ covariance: [[1.5, 1], [1, 1.5]], split: 1, metric: "inner-product", loss: "conditional" });
 */
export function optimum(options: OptimumOptions): Optimum {
  const law = jointGaussian(options);
  const canonical = canonicalCorrelations(law);
  const rank = checkedRank(options.rank ?? canonical.sigma.length);
  const { G, H, ...own } = optimalEncoders(canonical, checkedObjective(options), rank);
  const offset = (matrix: Matrix, mean: number[]) => apply(matrix, mean).map((value) => 0 - value);
  const offsets = { offsetU: offset(G, law.mean.u), offsetV: offset(H, law.mean.v) };
  return { sigma: canonical.sigma, G, H, ...own, ...productsOf(G, H), ...offsets };
}

/** Canonical directions times the optimal factors of each pair, with zero rows beyond the last pair. */
export function optimalEncoders(
  canonical: CanonicalCorrelations,
  objective: Required<Objective>,
  rank: number,
): Encoders<Matrix> {
  const { sigma, complement, directionsU, directionsV } = canonical;
  const weights = sigma.map((value, i) => modeWeights({ sigma: value, complement: complement[i]! }, objective));
  const encoder = (directions: Matrix, side: "g" | "h") =>
    build(rank, columnsOf(directions), (i, j) => (i < sigma.length ? weights[i]![side] * directions[i]![j]! : 0));
  const encoders = { G: encoder(directionsU, "g"), H: encoder(directionsV, "h") };
  if (objective.metric !== "general-quadratic") return encoders;
  const own = build(rank, rank, (i, j) => (i === j ? Math.sqrt(sigma[i] ?? 0) : 0));
  return { ...encoders, P: own, Q: own };
}

/** `A = GᵀH`, `B = GᵀG`, `D = HᵀH`. */
export function productsOf(G: Matrix, H: Matrix): { A: Matrix; B: Matrix; D: Matrix } {
  return { A: product(transpose(G), H), B: product(transpose(G), G), D: product(transpose(H), H) };
}

function checkedRank(rank: number): number {
  if (!Number.isInteger(rank) || rank < 1)
    refuse("rank", "a whole number from 1 up", rank, "It is the embedding dimension.");
  return rank;
}
