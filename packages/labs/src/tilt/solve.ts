import { analyse, type Encoders, lossValue, mutualInformation, optimum, signModel } from "@crosstilt/gaussian";
import { covarianceOf, gaussianMetricOf, hasClosedForm, type TiltChoice, weightsOf } from "./choice.js";
import { inducedLaw, type PairLaw, signLaw, trueLaw } from "./laws.js";
import { type ScalarTilt, tiltOf } from "./scalar-tilt.js";

/** Divergences of a model from the truth, in nats; null where the model has no joint law. */
export interface Divergences {
  readonly uGivenV: number;
  readonly vGivenU: number;
  readonly joint: number | null;
}

/** `E|error|²` of the conditional means, over the conditioning variable. */
export interface MeanErrors {
  readonly uGivenV: number;
  readonly vGivenU: number;
}

/** A model with everything the lab says about it. */
export interface Solution {
  readonly law: PairLaw;
  readonly loss: number | null;
  readonly divergences: Divergences;
  readonly meanErrors: MeanErrors;
  /** The score of encoders whose law is Gaussian, or the κ of `s = κ sign(uv)`. */
  readonly score?: ScalarTilt | { readonly kappa: number };
}

/**
 * The objective of the lab in the terms of @crosstilt/gaussian; null for laws that are not Gaussian. Losses without a closed
 * form count as conditional: divergences and errors are the same.
 */
function objectiveOf(choice: TiltChoice) {
  const metric = gaussianMetricOf(choice);
  if (metric === undefined) return null;
  const loss = choice.loss === "joint" ? "joint" : "conditional";
  return { metric, loss, ...weightsOf(choice) } as const;
}

/** The truth. */
export const solveTruth = (choice: TiltChoice): PairLaw => trueLaw({ covariance: covarianceOf(choice), split: 1 });

/** The closed-form optimum; the reference where none is known. */
export function solveModel(choice: TiltChoice): Solution {
  if (!hasClosedForm(choice)) return untrained(choice);
  const objective = objectiveOf(choice);
  if (objective === null) return signSolution(choice);
  const { G, H, P, Q } = optimum({ covariance: covarianceOf(choice), split: 1, ...objective });
  return solutionAt(choice, { G, H, P, Q });
}

/** The model before any training: a tilt of nothing. */
const untrained = (choice: TiltChoice): Solution => ({
  ...solutionAt({ ...choice, metric: "inner-product" }, { G: [[0]], H: [[0]] }),
  loss: null,
});

/** The model of given scalar encoders, `[1, 1]` each. */
export function solutionAt(choice: TiltChoice, { G, H, P, Q }: Encoders): Solution {
  const encoders = { G, H, P, Q };
  const objective = objectiveOf(choice)!;
  const spec = { covariance: covarianceOf(choice), split: 1 };
  const { loss, klUGivenV, klVGivenU, klJoint, errors } = analyse({ ...spec, ...objective, encoders });
  return {
    law: inducedLaw({ ...spec, ...encoders, metric: objective.metric }),
    loss,
    divergences: { uGivenV: klUGivenV, vGivenU: klVGivenU, joint: klJoint },
    meanErrors: { uGivenV: errors.uGivenV.mean, vGivenU: errors.vGivenU.mean },
    score: tiltOf(objective.metric, encoders),
  };
}

/** The population loss of given scalar encoders; Infinity where it has none. */
export const lossAt = (choice: TiltChoice, { G, H, P, Q }: Encoders): number =>
  lossValue({ covariance: covarianceOf(choice), split: 1, ...objectiveOf(choice)!, G, H, P, Q });

/** Normalised encoders at the best temperature, or at a given one with signs that agree (1) or not (−1). */
export function signSolution(choice: TiltChoice, kappaAt?: number): Solution {
  const covariance = covarianceOf(choice);
  const { kappa: best, agreement } = signModel({ covariance, split: 1 });
  const kappa = kappaAt ?? best;
  const loss = Math.log(Math.cosh(kappa)) - kappa * agreement;
  const divergence = mutualInformation({ covariance, split: 1 }) + loss;
  const lean = Math.tanh(kappa);
  return {
    law: signLaw({ kappa }, covariance),
    loss,
    // Every normaliser is cosh κ, so all three divergences are one number.
    divergences: { uGivenV: divergence, vGivenU: divergence, joint: divergence },
    meanErrors: {
      uGivenV: signMeanError(choice.correlation, choice.spreadU, lean),
      vGivenU: signMeanError(choice.correlation, choice.spreadV, lean),
    },
    score: { kappa: kappa * (Math.sign(choice.correlation) || 1) },
  };
}

/** `E(ρ σ z − sign(ρ z) √(2/π) σ lean)²` over a standard normal z. */
function signMeanError(correlation: number, spread: number, lean: number): number {
  const step = Math.sqrt(2 / Math.PI);
  return spread ** 2 * (correlation ** 2 - 2 * Math.abs(correlation) * lean * step ** 2 + (lean * step) ** 2);
}
