import { type ModalitiesLoss, modalitiesOptimum } from "@crosstilt/gaussian";
import { type ScalarLaw, scalarNormal } from "../tilt/scalar-law.js";

/** What two views of the same thing say, when the correlation of any two of three views is ρ and each is standard normal. */
export interface TwoViews {
  readonly correlation: number;
  readonly a: number;
  readonly b: number;
}

/** The third view given the other two. */
export function trueThird({ correlation, a, b }: TwoViews): ScalarLaw {
  const variance = 1 - (2 * correlation ** 2) / (1 + correlation);
  return scalarNormal((correlation * (a + b)) / (1 + correlation), variance);
}

/**
 * The third view under the best inner-product models: of all three views one against the rest, or of the three pairs, each trained
 * by itself, added up. Scores linear in the third view move it and leave its variance.
 */
export function modelledThird({ correlation, a, b }: TwoViews, loss: ModalitiesLoss): ScalarLaw {
  const { weights } = threeViews(correlation, loss);
  const [toA, toB] = weights[2]! as unknown as [number, number];
  return scalarNormal(toA * a + toB * b, 1);
}

function threeViews(correlation: number, loss: ModalitiesLoss) {
  const covariance = [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 1 : correlation)));
  return modalitiesOptimum({ covariance, blocks: [1, 1, 1], metric: "inner-product", loss });
}
