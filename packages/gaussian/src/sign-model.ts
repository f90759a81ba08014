import { canonicalCorrelations } from "./canonical.js";
import { type GaussianSpec, jointGaussian } from "./joint.js";
import { normal } from "./normal.js";
import { refuse } from "./refuse.js";

/** The model of normalised one-dimensional encoders: g/|g| is a sign, so ν is the product law reweighed by quadrants. */
export interface SignModel {
  /** Inverse temperature κ ≥ 0: the score is κ where the signs of (u − m_u)·C_uv and v − m_v agree, −κ elsewhere. */
  readonly kappa: number;
  /** `E_μ` of the product of the two signs, `(2/π) arcsin |correlation|`. */
  readonly agreement: number;
  /** Conditional and joint loss at κ, equal here: `log cosh κ − κ·agreement`. */
  readonly loss: number;
  /** `μ_u(u) μ_v(v) e^{±κ} / cosh κ`. */
  density(point: ArrayLike<number>): number;
  /** `μ_u(u) e^{±κ} / cosh κ` for given v. */
  uGivenV(u: number, v: number): number;
}

/**
 * Figure 6: scalar u and v, cosine metric, encoders of dimension 1. Centred marginals make every normaliser `cosh κ`.
 * `temperature` is 1/κ; left out, it is optimal: `tanh κ = agreement`.
 * @throws Error unless u and v are scalars.
 * @example
 * signModel({ covariance: [[1.5, 1], [1, 1.5]], split: 1 }).density([1, 1]);
 */
export function signModel(options: GaussianSpec & { readonly temperature?: number }): SignModel {
  const law = jointGaussian(options);
  if (law.uu.length !== 1 || law.vv.length !== 1)
    refuse(
      "covariance",
      "scalar u and v",
      `dimensions ${law.uu.length} and ${law.vv.length}`,
      "Pass a 2 by 2 covariance.",
    );
  const agreement = (2 / Math.PI) * Math.asin(canonicalCorrelations(law).sigma[0]!);
  const kappa = options.temperature === undefined ? Math.atanh(agreement) : 1 / checkedTemperature(options.temperature);
  const [marginalU, marginalV] = [normal(law.mean.u, law.uu), normal(law.mean.v, law.vv)];
  const logCosh = kappa + Math.log1p(Math.exp(-2 * kappa)) - Math.LN2;
  const orientation = Math.sign(law.uv[0]![0]!) || 1;
  const tilt = (u: number, v: number) =>
    Math.exp(kappa * orientation * Math.sign(u - law.mean.u[0]!) * Math.sign(v - law.mean.v[0]!) - logCosh);
  return {
    kappa,
    agreement,
    loss: logCosh - kappa * agreement,
    density: ({ 0: u, 1: v }) => marginalU.density([u!]) * marginalV.density([v!]) * tilt(u!, v!),
    uGivenV: (u, v) => marginalU.density([u]) * tilt(u, v),
  };
}

function checkedTemperature(temperature: number): number {
  if (!(Number.isFinite(temperature) && temperature > 0))
    refuse("temperature", "a finite number above 0", temperature, "Leave it out for the optimal one.");
  return temperature;
}
