import { cholesky, choleskyOf, solveCholesky, solveLower } from "./decompositions.js";
import { type GaussianSpec, type JointGaussian, jointGaussian } from "./joint.js";
import { checkedEncoders, type Encoders } from "./loss.js";
import { add, block, build, identity, joinBlocks, type Matrix, product, scale, subtract, transpose } from "./matrix.js";
import { type ConditionalNormal, conditionalNormal, type Normal, normal } from "./normal.js";
import { checkMetric, type Metric } from "./objective.js";

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
  return {
    uGivenV: conditionalNormal(transpose(solveCholesky(choleskyV, vu)), residual(uu, choleskyV, vu), mean.u, mean.v),
    vGivenU: conditionalNormal(transpose(solveCholesky(choleskyU, uv)), residual(vv, choleskyU, uv), mean.v, mean.u),
    ...jointLaws(law, { uu, uv, vv }),
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
 * exist. The joint exists for the quadratic metric, and for the inner product when
 * `[[C_uu⁻¹, −A], [−Aᵀ, C_vv⁻¹]]` is positive definite; otherwise joint and marginals are null and `notes` says why.
 * Encoders act on centred data.
 * @example
 * const { uGivenV } = inducedModel({ covariance, split: 5, metric: "quadratic", G, H });
 */
export function inducedModel(options: GaussianSpec & Encoders & { readonly metric: Metric }): BimodalGaussian {
  const law = jointGaussian(options);
  checkMetric(options.metric);
  const { G, H } = checkedEncoders(options, law);
  const { choleskyU, choleskyV, mean } = law;
  const [Gt, Ht] = [transpose(product(G, choleskyU)), transpose(product(H, choleskyV))];
  const precision = (encoder: Matrix) => {
    const unit = identity(encoder.length);
    return options.metric === "quadratic" ? add(unit, product(encoder, transpose(encoder))) : unit;
  };
  const [forU, forV] = [precision(Gt), precision(Ht)];
  const whole = cholesky(joinBlocks(forU, scale(-1, product(Gt, transpose(Ht))), forV));
  return {
    uGivenV: tilted(choleskyU, choleskyOf(forU), product(Gt, H), mean.u, mean.v),
    vGivenU: tilted(choleskyV, choleskyOf(forV), product(Ht, G), mean.v, mean.u),
    ...(whole === null ? noJoint : { ...jointLaws(law, inverted(law, whole)), notes: [] }),
  };
}

/** With `own = L` and whitened precision `K Kᵀ`: gain `L (K Kᵀ)⁻¹ pull`, covariance `L (K Kᵀ)⁻¹ Lᵀ`. */
function tilted(own: Matrix, precision: Matrix, pull: Matrix, meanX: number[], meanY: number[]): ConditionalNormal {
  const root = solveLower(precision, transpose(own));
  const gain = product(own, solveCholesky(precision, pull));
  return conditionalNormal(gain, product(transpose(root), root), meanX, meanY);
}

/** Blocks of `Λ^{1/2} (K Kᵀ)⁻¹ Λ^{T/2}`, Λ^{1/2} = diag(L_u, L_v). */
function inverted({ choleskyU, choleskyV }: JointGaussian, precision: Matrix) {
  const [p, q] = [choleskyU.length, choleskyV.length];
  const spread = joinBlocks(
    choleskyU,
    build(p, q, () => 0),
    choleskyV,
  );
  const root = solveLower(precision, transpose(spread));
  const covariance = product(transpose(root), root);
  const n = p + q;
  return { uu: block(covariance, 0, p, 0, p), uv: block(covariance, 0, p, p, n), vv: block(covariance, p, n, p, n) };
}

const noJoint = {
  joint: null,
  marginalU: null,
  marginalV: null,
  notes: [
    "joint: exp(<g_u, g_v>) has infinite mass under the product of the marginals, because C_uu^{1/2} A C_vv^{1/2} has a singular value of 1 or more; only the conditionals exist. Scale the encoders down.",
  ],
};

function jointLaws({ mean }: JointGaussian, { uu, uv, vv }: { uu: Matrix; uv: Matrix; vv: Matrix }) {
  return {
    joint: normal([...mean.u, ...mean.v], joinBlocks(uu, uv, vv)),
    marginalU: normal(mean.u, uu),
    marginalV: normal(mean.v, vv),
  };
}
