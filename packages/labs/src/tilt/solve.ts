import { analyse, lossValue, mutualInformation, optimum, signModel } from "@crosstilt/gaussian";
import { covarianceOf, hasClosedForm, lawKind, type TiltChoice, weightsOf } from "./choice.js";
import { inducedLaw, type PairLaw, signLaw, trueLaw } from "./laws.js";

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
}

/**
 * The objective of the lab in the terms of @crosstilt/gaussian; null for laws that are not Gaussian. Losses without a closed
 * form count as conditional: divergences and errors are the same.
 */
function objectiveOf(choice: TiltChoice) {
  if (lawKind(choice) !== "gaussian") return null;
  const metric = choice.metric === "quadratic" ? "quadratic" : "inner-product";
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
  const { G, H } = optimum({ covariance: covarianceOf(choice), split: 1, ...objective });
  return solutionAt(choice, { G: G[0]![0]!, H: H[0]![0]! });
}

/** The model before any training: a tilt of nothing. */
const untrained = (choice: TiltChoice): Solution => ({
  ...solutionAt({ ...choice, metric: "inner-product" }, { G: 0, H: 0 }),
  loss: null,
});

/** The model of given scalar encoders. */
export function solutionAt(choice: TiltChoice, { G, H }: { G: number; H: number }): Solution {
  const objective = objectiveOf(choice)!;
  const spec = { covariance: covarianceOf(choice), split: 1 };
  const encoders = { G: [[G]], H: [[H]] };
  const { loss, klUGivenV, klVGivenU, klJoint, errors } = analyse({ ...spec, ...objective, encoders });
  return {
    law: inducedLaw({ ...spec, ...encoders, metric: objective.metric }),
    loss,
    divergences: { uGivenV: klUGivenV, vGivenU: klVGivenU, joint: klJoint },
    meanErrors: { uGivenV: errors.uGivenV.mean, vGivenU: errors.vGivenU.mean },
  };
}

/** The population loss of given scalar encoders; Infinity where it has none. */
export const lossAt = (choice: TiltChoice, { G, H }: { G: number; H: number }): number =>
  lossValue({ covariance: covarianceOf(choice), split: 1, ...objectiveOf(choice)!, G: [[G]], H: [[H]] });

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
  };
}

/** `E(ρ σ z − sign(ρ z) √(2/π) σ lean)²` over a standard normal z. */
function signMeanError(correlation: number, spread: number, lean: number): number {
  const step = Math.sqrt(2 / Math.PI);
  return spread ** 2 * (correlation ** 2 - 2 * Math.abs(correlation) * lean * step ** 2 + (lean * step) ** 2);
}
