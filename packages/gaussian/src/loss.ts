// Every loss depends on the encoders only through r×r second moments of the embeddings:
// S = G C_uu Gᵀ, T = H C_vv Hᵀ, M = G C_uv Hᵀ.
import { choleskyOf, logDetCholesky, solve, solveCholesky, symmetricRoot } from "./decompositions.js";
import * as general from "./general-quadratic.js";
import { checkedMatrix, type GaussianSpec, type JointGaussian, jointGaussian } from "./joint.js";
import {
  add,
  combine,
  frobenius,
  identity,
  inner,
  type Matrix,
  type MatrixLike,
  product,
  scale,
  subtract,
  symmetrise,
  trace,
  transpose,
} from "./matrix.js";
import { checkedObjective, type Metric, type Objective } from "./objective.js";
import { type OwnTerms, ownTerms, penaltiesOf } from "./own-terms.js";
import { refuse } from "./refuse.js";

/** Second moments of the embeddings, each `[r, r]`. */
export interface LatentMoments {
  readonly S: Matrix;
  readonly T: Matrix;
  readonly M: Matrix;
  /** `E|g_u − g_v|² = tr(S + T − 2M)`. */
  readonly distance: number;
  /** `PᵀP` and `QᵀQ` of the general quadratic metric. */
  readonly penalties?: OwnTerms;
}

/** A pair of linear encoders `G [r, p]`, `H [r, q]`, with the own terms `P, Q [r, r]` of the general quadratic metric. */
export interface Encoders<Rows = MatrixLike> {
  readonly G: Rows;
  readonly H: Rows;
  readonly P?: Rows;
  readonly Q?: Rows;
}

/** Options of {@link lossValue} and {@link lossGradient}. */
export type LossOptions = GaussianSpec & Objective & Encoders;

/**
 * The population loss at any linear encoders, constants included: `−E_μ log ρ` of section 2 of the paper, so that
 * `loss + I(u; v)` is a Kullback-Leibler divergence for the joint loss and for (λ_u, λ_v) = (2, 0) or (0, 2).
 * Encoders act on centred data; offsets change no loss with the right means.
 * @returns a number, or Infinity for the joint loss where the normaliser is infinite (inner product, ‖C_uu^{1/2} A C_vv^{1/2}‖ ≥ 1).
 * @example
 * lossValue({ covariance: [[1.5, 1], [1, 1.5]], split: 1, metric: "quadratic", loss: "joint", G: [[1]], H: [[1]] });
 */
export function lossValue(options: LossOptions): number {
  const law = jointGaussian(options);
  const moments = latentMoments(law, checkedEncoders(options, law));
  return lossOf(checkedObjective(options), moments, moments);
}

/**
 * Gradient of {@link lossValue}: `{ G [r, p], H [r, q] }`, and `P`, `Q` `[r, r]` for the general quadratic metric.
 * @throws Error where the joint loss is infinite.
 */
export function lossGradient(options: LossOptions): Encoders<Matrix> {
  const law = jointGaussian(options);
  const { G, H, P, Q } = checkedEncoders(options, law);
  const moments = latentMoments(law, { G, H, P, Q });
  const { dS, dT, dM, dA, dB } = momentGradient(checkedObjective(options), moments);
  return {
    G: add(scale(2, product(dS, G, law.uu)), scale(dM, product(H, transpose(law.uv)))),
    H: add(scale(2, product(dT, H, law.vv)), scale(dM, product(G, law.uv))),
    ...(P && Q && dA && dB ? { P: scale(2, product(P, dA)), Q: scale(2, product(Q, dB)) } : {}),
  };
}

/** Copies and checks encoders against a law. */
export function checkedEncoders({ G, H, P, Q }: Encoders, law: JointGaussian): Encoders<Matrix> {
  if (!(G?.length > 0)) refuse("G", "at least one row", G?.length ?? typeof G, "Pass G as [r, p] and H as [r, q].");
  const linear = {
    G: checkedMatrix("G", G, [null, law.uu.length]),
    H: checkedMatrix("H", H, [G.length, law.vv.length]),
  };
  if (P === undefined || Q === undefined) return linear;
  const rank = G.length;
  return { ...linear, P: checkedMatrix("P", P, [rank, rank]), Q: checkedMatrix("Q", Q, [rank, rank]) };
}

/** Second moments of the embeddings under a law; through its Cholesky factor, which keeps them exact for bad conditions. */
export function latentMoments({ cholesky: factor, uu }: JointGaussian, encoders: Encoders<Matrix>): LatentMoments {
  const [u, v] = [product(encoders.G, factor.slice(0, uu.length)), product(encoders.H, factor.slice(uu.length))];
  const moment = (x: Matrix, y: Matrix) => product(x, transpose(y));
  const distance = frobenius(subtract(u, v)) ** 2;
  return { S: moment(u, u), T: moment(v, v), M: moment(u, v), distance, penalties: penaltiesOf(encoders) };
}

/** `−E log ρ`, expectation over `data`, normalisers over the marginals of `reference` (the same law unless held out). */
export function lossOf(objective: Required<Objective>, data: LatentMoments, reference: LatentMoments): number {
  const alignment = expectedScore(objective, data);
  if (objective.loss === "joint") return logNormaliser(objective, reference) - alignment;
  const { A, B } = ownTerms(objective.metric, data.S.length, data.penalties);
  const sides = [
    { weight: objective.lambdaU / 2, own: reference.S, other: data.T, term: A, otherTerm: B },
    { weight: objective.lambdaV / 2, own: reference.T, other: data.S, term: B, otherTerm: A },
  ].filter(({ weight }) => weight > 0);
  return sides.reduce((total, side) => total + side.weight * (expectedLogNormaliser(objective, side) - alignment), 0);
}

function expectedScore({ metric }: Objective, { S, T, M, distance, penalties }: LatentMoments): number {
  if (metric === "inner-product") return trace(M);
  if (metric === "quadratic") return -0.5 * distance;
  const { A, B } = ownTerms(metric, S.length, penalties);
  return trace(M) - 0.5 * (inner(A, S) + inner(B, T));
}

type WithMetric = { readonly metric: Metric };

interface Side {
  readonly own: Matrix;
  readonly other: Matrix;
  readonly term: Matrix;
  readonly otherTerm: Matrix;
}

/** `E_v log E_{u'} e^{s(u', v)}` (Lemma E.2) with S of u' as `own` and T of v as `other`; the other side by symmetry. */
function expectedLogNormaliser({ metric }: WithMetric, side: Side): number {
  const { own, other } = side;
  if (metric === "inner-product") return 0.5 * inner(own, other);
  if (metric === "general-quadratic") return general.expectedLogNormaliser(side) - 0.5 * inner(side.otherTerm, other);
  const lower = choleskyOf(add(identity(own.length), own));
  return -0.5 * (logDetCholesky(lower) + trace(solveCholesky(lower, other)));
}

/** `log E_{μ_u⊗μ_v} e^s`; Infinity where it diverges. */
function logNormaliser({ metric }: WithMetric, { S, T, penalties }: LatentMoments): number {
  if (metric === "general-quadratic")
    return general.jointLogNormaliser({ S, T }, ownTerms(metric, S.length, penalties));
  const lower = metric === "quadratic" ? choleskyOf(add(identity(S.length), add(S, T))) : normaliserFactor({ S, T });
  return lower === null ? Number.POSITIVE_INFINITY : -0.5 * logDetCholesky(lower);
}

/** Whether e^s has a finite integral under the product of the marginals: the one judge of joint losses and of joint laws. */
export const hasJointLaw = (metric: Metric, moments: LatentMoments): boolean =>
  Number.isFinite(logNormaliser({ metric }, moments));

/** Cholesky factor of `I − S^{1/2} T S^{1/2}`, or null where it is not positive definite: then `E e^{⟨g_u,g_v⟩}` is infinite. */
function normaliserFactor({ S, T }: { S: Matrix; T: Matrix }): Matrix | null {
  const root = symmetricRoot(S);
  return general.resolvedFactor(subtract(identity(S.length), symmetrise(product(root, T, root))));
}

interface MomentGradient {
  readonly dS: Matrix;
  readonly dT: Matrix;
  /** By the trace of M. */
  readonly dM: number;
  /** By the penalties of the general quadratic metric. */
  readonly dA?: Matrix;
  readonly dB?: Matrix;
}

/** Derivatives of the loss by the moments; all matrices are symmetric. */
function momentGradient(objective: Required<Objective>, moments: LatentMoments): MomentGradient {
  const { S, T } = moments;
  const own = ownTerms(objective.metric, S.length, moments.penalties);
  if (objective.loss === "joint")
    return objective.metric === "general-quadratic"
      ? { ...general.jointGradient(moments, own), dM: -1 }
      : { ...jointGradient(objective, moments), dM: -1 };
  const [forU, forV] = [objective.lambdaU / 2, objective.lambdaV / 2];
  const [u, v] = [sideGradient(objective, S, T, own.A), sideGradient(objective, T, S, own.B)];
  return {
    dS: combine(forU, u.own, forV, v.other),
    dT: combine(forU, u.other, forV, v.own),
    dM: -forU - forV,
    dA: u.term && scale(forU, u.term),
    dB: v.term && scale(forV, v.term),
  };
}

function jointGradient({ metric }: Objective, { S, T }: LatentMoments) {
  const unit = identity(S.length);
  if (metric === "quadratic") {
    const half = scale(0.5, subtract(unit, solveCholesky(choleskyOf(add(unit, add(S, T))), unit)));
    return { dS: half, dT: half };
  }
  if (normaliserFactor({ S, T }) === null)
    refuse(
      "G, H",
      "encoders with a finite normaliser",
      "an infinite one",
      "Scale them down until lossValue is finite.",
    );
  const middle = solve(subtract(unit, product(S, T)), unit);
  return { dS: symmetrise(scale(0.5, product(T, middle))), dT: symmetrise(scale(0.5, product(middle, S))) };
}

/** Gradient of one conditional term by its own second moment and by the other side's. */
function sideGradient(
  { metric }: Objective,
  own: Matrix,
  other: Matrix,
  term: Matrix,
): { own: Matrix; other: Matrix; term?: Matrix } {
  if (metric === "general-quadratic") return general.conditionalGradient({ own, other, term });
  if (metric === "inner-product") return { own: scale(0.5, other), other: scale(0.5, own) };
  const unit = identity(own.length);
  const inverse = solveCholesky(choleskyOf(add(unit, own)), unit);
  const saturation = scale(0.5, subtract(unit, inverse));
  return { own: add(saturation, scale(0.5, product(inverse, other, inverse))), other: saturation };
}
