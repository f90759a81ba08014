import { cholesky, choleskyOf, solveCholesky, solveLower } from "./decompositions.js";
import { covarianceOf, type GaussianSpec, type JointGaussian, jointGaussian } from "./joint.js";
import { checkedEncoders, type Encoders, hasJointLaw, latentMoments } from "./loss.js";
import { add, block, build, identity, joinBlocks, type Matrix, product, scale, subtract, transpose } from "./matrix.js";
import { type ConditionalNormal, conditionalNormal, type Normal, normal } from "./normal.js";
import { checkMetric, type Metric } from "./objective.js";
import { ownTerms, penaltiesOf } from "./own-terms.js";
import { choleskyRoot, precisionRoot, type SquareRoot } from "./square-root.js";

/** A Gaussian law of pairs, seen from every side; null where the law does not exist, with the reason in `notes`. */
export interface BimodalGaussian {
  readonly uGivenV: ConditionalNormal;
  readonly vGivenU: ConditionalNormal;
  readonly joint: Normal | null;
  readonly marginalU: Normal | null;
  readonly marginalV: Normal | null;
  readonly notes: string[];
}

/**
 * The true law μ: joint, marginals, and the conditionals `N(m_u + C_uv C_vv⁻¹ (v − m_v), C_{u|v})` and back.
 * @example
 * trueModel({ covariance: [[1.5, 1], [1, 1.5]], split: 1 }).uGivenV.mean([1]); // [2/3]
 */
export function trueModel(spec: GaussianSpec): BimodalGaussian {
  const law = jointGaussian(spec);
  const { uu, uv, vv, choleskyU, choleskyV, mean } = law;
  const vu = transpose(uv);
  const whole = covarianceOf(law);
  return {
    uGivenV: conditionalNormal({
      gain: transpose(solveCholesky(choleskyV, vu)),
      covariance: residual(uu, choleskyV, vu),
      meanX: mean.u,
      meanY: mean.v,
    }),
    vGivenU: conditionalNormal({
      gain: transpose(solveCholesky(choleskyU, uv)),
      covariance: residual(vv, choleskyU, uv),
      meanX: mean.v,
      meanY: mean.u,
    }),
    ...jointLaws(law, whole, choleskyRoot(whole)),
    notes: [],
  };
}

/** Schur complement `own − crossᵀ (L Lᵀ)⁻¹ cross`. */
function residual(own: Matrix, factor: Matrix, cross: Matrix): Matrix {
  const whitened = solveLower(factor, cross);
  return subtract(own, product(transpose(whitened), whitened));
}

/**
 * The law ν that linear encoders and a metric induce on the marginals of μ (eqs. 40, 41, 47, 48). The conditionals always
 * exist. The joint exists for the quadratic metric, and for the other two when its precision, for the inner product
 * `[[C_uu⁻¹, −A], [−Aᵀ, C_vv⁻¹]]`, is positive definite; otherwise joint and marginals are null and `notes` says why.
 * Encoders act on centred data.
 * @example
 * const { uGivenV } = inducedModel({ covariance, split: 5, metric: "quadratic", G, H });
 */
export function inducedModel(options: GaussianSpec & Encoders & { readonly metric: Metric }): BimodalGaussian {
  const law = jointGaussian(options);
  checkMetric(options.metric);
  const { G, H, P, Q } = checkedEncoders(options, law);
  const { A, B } = ownTerms(options.metric, G.length, penaltiesOf({ P, Q }));
  const { choleskyU, choleskyV, mean } = law;
  const [Gt, Ht] = [transpose(product(G, choleskyU)), transpose(product(H, choleskyV))];
  const precision = (encoder: Matrix, own: Matrix) =>
    add(identity(encoder.length), product(encoder, own, transpose(encoder)));
  const [forU, forV] = [precision(Gt, A), precision(Ht, B)];
  const exists = hasJointLaw(options.metric, latentMoments(law, { G, H, P, Q }));
  const whole = exists ? cholesky(joinBlocks(forU, scale(-1, product(Gt, transpose(Ht))), forV)) : null;
  return {
    uGivenV: tilted(choleskyU, choleskyOf(forU), product(Gt, H), mean.u, mean.v),
    vGivenU: tilted(choleskyV, choleskyOf(forV), product(Ht, G), mean.v, mean.u),
    ...(whole === null ? noJoint : { ...tiltedJoint(law, whole), notes: [] }),
  };
}

/** With `own = L` and whitened precision `K Kᵀ`: gain `L (K Kᵀ)⁻¹ pull`, covariance `L (K Kᵀ)⁻¹ Lᵀ`. */
function tilted(own: Matrix, precision: Matrix, pull: Matrix, meanX: number[], meanY: number[]): ConditionalNormal {
  const square = precisionRoot(own, precision);
  const gain = product(own, solveCholesky(precision, pull));
  return conditionalNormal({ gain, covariance: covarianceFrom(square()), square, meanX, meanY });
}

const covarianceFrom = ({ root }: SquareRoot): Matrix => product(root, transpose(root));

/** Joint law with covariance `L (K Kᵀ)⁻¹ Lᵀ`, L = diag(L_u, L_v), and its marginals. */
function tiltedJoint(law: JointGaussian, precision: Matrix) {
  const [p, q] = [law.uu.length, law.vv.length];
  const square = precisionRoot(
    joinBlocks(
      law.choleskyU,
      build(p, q, () => 0),
      law.choleskyV,
    ),
    precision,
  );
  const covariance = covarianceFrom(square());
  return jointLaws(law, covariance, square);
}

const noJoint = {
  joint: null,
  marginalU: null,
  marginalV: null,
  notes: [
    "joint: exp(<g_u, g_v>) has infinite mass under the product of the marginals, because C_uu^{1/2} A C_vv^{1/2} has a singular value of 1 or more; only the conditionals exist. Scale the encoders down.",
  ],
};

function jointLaws({ uu, mean }: JointGaussian, covariance: Matrix, square: () => SquareRoot) {
  const [p, n] = [uu.length, covariance.length];
  return {
    joint: normal([...mean.u, ...mean.v], covariance, square),
    marginalU: normal(mean.u, block(covariance, 0, p, 0, p)),
    marginalV: normal(mean.v, block(covariance, p, n, p, n)),
  };
}
