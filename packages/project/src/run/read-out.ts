import { type FactoredScores, logRatio, mapScores, type Scores } from "@crosstilt/core";
import type { ModelCalibration, ModelDescription } from "./trained-model.js";

/** How probabilities come of scores. */
export interface ReadOut {
  /** The logarithm of an entry's weight, of its score; where absent, scores are log weights themselves. */
  readonly logWeight?: (score: number) => number;
  /** What tells queries without a partner, by the side that is given. */
  readonly partner?: ModelCalibration["partner"];
}

/**
 * How the probabilities of a model come of its scores, by what its loss makes them mean: log density ratios by softmax, density
 * ratios by their positive part. Other scores rank only; a temperature learned on held-out pairs makes a logistic model of them.
 * Null where there is none.
 */
export function readOutOf({ scoreMeaning = "log density ratio", calibration }: ModelDescription): ReadOut | null {
  if (scoreMeaning === "density ratio") return { logWeight: logRatio };
  const defined = scoreMeaning === "log density ratio" || calibration !== undefined;
  return defined ? { partner: calibration?.partner } : null;
}

/** Log weights of scores. */
export const logWeights = (scores: FactoredScores, { logWeight }: ReadOut): Scores =>
  logWeight ? mapScores(scores, logWeight) : scores;

/** Why a model has no probabilities, and what to do. */
export const noReadOut = ({ loss }: ModelDescription) => ({
  argument: "model",
  expected: "scores that mean probabilities",
  received: `those of the loss "${loss.name}", which rank and mean nothing more`,
  remedy: "Train it with a validation share: the temperature learned there makes a logistic model of its scores",
});
