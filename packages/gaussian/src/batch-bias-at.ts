import { logExpectedExponential, penalised } from "./general-quadratic.js";
import { type GaussianSpec, jointGaussian } from "./joint.js";
import { checkedEncoders, type Encoders, latentMoments } from "./loss.js";
import { fromBlocks, identity, type Matrix, scale, transpose } from "./matrix.js";
import { checkedObjective, type Metric } from "./objective.js";
import { ownTerms } from "./own-terms.js";
import { refuse } from "./refuse.js";

/** Options of {@link batchBiasAt}. */
export type BatchBiasOptions = GaussianSpec &
  Encoders & {
    readonly metric: Metric;
    /** Pairs a batch. */
    readonly count: number;
    readonly lambdaU?: number;
    readonly lambdaV?: number;
  };

/**
 * By how much the conditional loss of any linear encoders on batches of `count` pairs lies above its limit, to first order `F/N`,
 * `F = E_μ ρ − ½ E_{μ_u⊗μ_v} ρ² − ½` for each conditional (docs/theory.md, section 16). Null where `E ρ²` is infinite: then no first order
 * exists. Differentiate `lossValue + batchBiasAt` by the encoders to see what a batch trains them to.
 * @example
 * batchBiasAt({ covariance, split: 5, metric: "inner-product", G, H, count: 128 });
 */
export function batchBiasAt(options: BatchBiasOptions): number | null {
  const { metric, count, lambdaU, lambdaV } = options;
  if (!Number.isInteger(count) || count < 2)
    refuse("count", "a whole number from 2 up", count, "It is the batch size.");
  const weights = checkedObjective({ metric, loss: "conditional", lambdaU, lambdaV });
  const law = jointGaussian(options);
  const { S, T, M, penalties } = latentMoments(law, checkedEncoders(options, law));
  const { A, B } = ownTerms(metric, S.length, penalties);
  const sides = [
    { weight: weights.lambdaU / 2, F: constantOf({ own: S, other: T, cross: M, term: A }) },
    { weight: weights.lambdaV / 2, F: constantOf({ own: T, other: S, cross: transpose(M), term: B }) },
  ].filter(({ weight }) => weight > 0);
  return sides.some(({ F }) => F === null)
    ? null
    : sides.reduce((total, { weight, F }) => total + (weight * F!) / count, 0);
}

interface Side {
  readonly own: Matrix;
  readonly other: Matrix;
  readonly cross: Matrix;
  readonly term: Matrix;
}

/** F of `log ρ = ½ zᵀRz + c`, z the embedding of the drawn side and of the given one, `R = [[−A, I], [I, −K]]`. */
function constantOf({ own, other, cross, term }: Side): number | null {
  const [unit, zero] = [identity(own.length), scale(0, own)];
  const { K, logDet } = penalised(own, term);
  const form = fromBlocks([
    [scale(-1, term), unit],
    [unit, scale(-1, K)],
  ]);
  const pairs = [
    [own, cross],
    [transpose(cross), other],
  ];
  const apart = [
    [own, zero],
    [zero, other],
  ];
  const ratio = logExpectedExponential(fromBlocks(pairs), form);
  const square = logExpectedExponential(fromBlocks(apart), scale(2, form));
  if (ratio === null || square === null) return null;
  return Math.exp(logDet / 2 + ratio) - 0.5 * Math.exp(logDet + square) - 0.5;
}
