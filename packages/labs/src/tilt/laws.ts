import {
  type BimodalGaussian,
  type Encoders,
  type GaussianSpec,
  inducedModel,
  type Metric,
  type SignModel,
  trueModel,
} from "@crosstilt/gaussian";
import { mixtureOfQuadrants } from "./quadrants.js";
import { type ScalarLaw, scalarNormal } from "./scalar-law.js";

/** Values on a square grid over `[-limit, limit]²`, row by row from the lower left. */
export interface GridValues {
  readonly values: ArrayLike<number>;
  readonly size: number;
  readonly limit: number;
}

/** A density on a grid with the levels of its contours. */
export interface PairLawDensity {
  readonly grid: GridValues;
  readonly levels: readonly number[];
}

/** What the contours of a joint law look like. */
export type Shape =
  | { readonly kind: "ellipse"; readonly covariance: number[][] }
  | {
      readonly kind: "quadrants";
      readonly spreads: readonly [number, number];
      readonly same: number;
      readonly opposite: number;
    }
  | { readonly kind: "grid"; readonly density: PairLawDensity };

/** A law of pairs of numbers as the lab shows it; `shape` is null where there is no joint law. */
export interface PairLaw {
  readonly shape: Shape | null;
  readonly marginalU: ScalarLaw | null;
  readonly marginalV: ScalarLaw | null;
  uGivenV(v: number): ScalarLaw;
  vGivenU(u: number): ScalarLaw;
  readonly notes: readonly string[];
}

/** A Gaussian law of pairs, centred. */
function gaussianLaw(law: BimodalGaussian): PairLaw {
  const marginal = (side: BimodalGaussian["marginalU"]) => side && scalarNormal(0, side.covariance[0]![0]!);
  return {
    shape: law.joint && { kind: "ellipse", covariance: law.joint.covariance },
    marginalU: marginal(law.marginalU),
    marginalV: marginal(law.marginalV),
    uGivenV: (v) => scalarNormal(law.uGivenV.mean([v])[0]!, law.uGivenV.covariance[0]![0]!),
    vGivenU: (u) => scalarNormal(law.vGivenU.mean([u])[0]!, law.vGivenU.covariance[0]![0]!),
    notes: law.notes,
  };
}

/** The truth μ. */
export const trueLaw = (spec: GaussianSpec): PairLaw => gaussianLaw(trueModel(spec));

/** The law ν that scalar encoders induce (eqs. 40, 41, 47, 48). */
export const inducedLaw = (spec: GaussianSpec & Encoders & { metric: Metric }): PairLaw =>
  gaussianLaw(inducedModel(spec));

/** The law of normalised encoders (fig 6): its marginals are those of the truth, because E e^{±κ} is cosh κ. */
export function signLaw({ kappa }: Pick<SignModel, "kappa">, covariance: number[][]): PairLaw {
  const [varianceU, varianceV] = [covariance[0]![0]!, covariance[1]![1]!];
  const direction = Math.sign(covariance[0]![1]!) || 1;
  const [same, opposite] = [direction, -direction].map((sign) => Math.exp(kappa * sign) / Math.cosh(kappa));
  const weights = { same: same!, opposite: opposite! };
  const lean = direction * Math.tanh(kappa);
  return {
    shape: { kind: "quadrants", spreads: [Math.sqrt(varianceU), Math.sqrt(varianceV)], ...weights },
    marginalU: scalarNormal(0, varianceU),
    marginalV: scalarNormal(0, varianceV),
    uGivenV: (v) => mixtureOfQuadrants(varianceU, lean * (Math.sign(v) || 1)),
    vGivenU: (u) => mixtureOfQuadrants(varianceV, lean * (Math.sign(u) || 1)),
    notes: [],
  };
}
