import type { FactoredScores, Pairs } from "@crosstilt/core";
import { type Calibration, calibration } from "./calibration.js";
import { type DirectionReport, type EvaluateOptions, evaluateRetrieval } from "./evaluate.js";

/** Anything that scores pairs, such as a model that `train` of @crosstilt/train gave. */
export interface Scorer {
  scores(pairs: Pairs): Promise<FactoredScores>;
}

/** How well one side finds the other, and whether the probabilities hold. */
export interface ModelDirection extends DirectionReport {
  readonly calibration: Calibration;
}

/**
 * How well a model retrieves each side of pairs from the other, and whether its match probabilities hold.
 *
 * @example
 * const { uToV } = await evaluate(model, test);
 * console.log(uToV.metrics["recall@1"], uToV.calibration.expectedCalibrationError);
 */
export async function evaluate(
  model: Scorer,
  pairs: Pairs,
  options: EvaluateOptions = {},
): Promise<{ readonly uToV: ModelDirection; readonly vToU: ModelDirection }> {
  const scores = await model.scores(pairs);
  const { uToV, vToU } = evaluateRetrieval(scores, options);
  return {
    uToV: { ...uToV, calibration: calibration(scores) },
    vToU: { ...vToU, calibration: calibration(scores.transposed()) },
  };
}
