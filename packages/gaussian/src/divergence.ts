import type { BimodalGaussian } from "./bimodal.js";
import { svd } from "./decompositions.js";
import type { JointGaussian } from "./joint.js";
import { dot, frobenius, inner, type Matrix, product, subtract, subtractVectors, sum } from "./matrix.js";
import type { ConditionalNormal, Normal } from "./normal.js";

/**
 * `KL(p ‖ q)` of two Gaussians in nats (Lemma E.1).
 * @example
 * klGaussian(normal([0], [[1]]), normal([1], [[1]])); // 0.5
 */
export function klGaussian(p: Normal, q: Normal): number {
  const { whiten } = q.square();
  const shift = whiten(columnOf(subtractVectors(p.mean, q.mean)));
  return 0.5 * (covarianceDivergence(whiten(p.square().root)) + inner(shift, shift));
}

const columnOf = (x: number[]): Matrix => x.map((value) => [value]);

/** `Σ (z² − 1 − log z²)` over the singular values of the whitened root: exact also where the laws nearly agree. */
function covarianceDivergence(whitened: Matrix): number {
  return sum(svd(whitened).sigma.map((z) => Math.max(0, (z - 1) * (z + 1) - 2 * Math.log(z))));
}

/** `E_y KL(p(·|y) ‖ q(·|y))` with y ∼ N(meanY, factorY factorYᵀ). */
export function expectedConditionalKl(
  p: ConditionalNormal,
  q: ConditionalNormal,
  { mean, factor }: { mean: number[]; factor: Matrix },
): number {
  const { whiten } = q.square();
  const spread = whiten(product(subtract(p.gain, q.gain), factor));
  const bias = whiten(columnOf(meanGap(p, q, mean)));
  return 0.5 * (covarianceDivergence(whiten(p.square().root)) + inner(spread, spread) + inner(bias, bias));
}

const meanGap = (p: ConditionalNormal, q: ConditionalNormal, given: number[]): number[] =>
  subtractVectors(p.mean(given), q.mean(given));

/** How far a conditional law is from the truth. */
export interface ConditionalError {
  /** `E|error of the conditional mean|²` over the conditioning variable drawn from its true marginal. */
  readonly mean: number;
  /** Frobenius norm of the error of the conditional covariance. */
  readonly covariance: number;
}

function conditionalError(p: ConditionalNormal, q: ConditionalNormal, law: Marginal): ConditionalError {
  const gap = meanGap(p, q, law.mean);
  const spread = product(subtract(p.gain, q.gain), law.factor);
  return { mean: inner(spread, spread) + dot(gap, gap), covariance: frobenius(subtract(p.covariance, q.covariance)) };
}

interface Marginal {
  readonly mean: number[];
  readonly factor: Matrix;
}

/** Divergences and errors of a model against the truth; `klJoint` is null where the model has no joint law. */
export interface Comparison {
  readonly klJoint: number | null;
  readonly klUGivenV: number;
  readonly klVGivenU: number;
  readonly errors: { readonly uGivenV: ConditionalError; readonly vGivenU: ConditionalError };
}

/** Compares a model with the truth: `KL(μ‖ν)`, `E_v KL(μ_{u|v}‖ν_{u|v})` and back, errors of means and covariances. */
export function compareModels(law: JointGaussian, truth: BimodalGaussian, model: BimodalGaussian): Comparison {
  const v = { mean: law.mean.v, factor: law.choleskyV };
  const u = { mean: law.mean.u, factor: law.choleskyU };
  return {
    klJoint: model.joint && klGaussian(truth.joint!, model.joint),
    klUGivenV: expectedConditionalKl(truth.uGivenV, model.uGivenV, v),
    klVGivenU: expectedConditionalKl(truth.vGivenU, model.vGivenU, u),
    errors: {
      uGivenV: conditionalError(truth.uGivenV, model.uGivenV, v),
      vGivenU: conditionalError(truth.vGivenU, model.vGivenU, u),
    },
  };
}
