import type { Values } from "../state/fields.js";
import { choiceField, integerField, nameField, numberField } from "../state/fields.js";

export const axisLimit = 4.2;
export const spreadRange = [0.4, 1.8] as const;
export const correlationRange = [-0.97, 0.97] as const;
export const givenRange = [-3, 3] as const;

/** Sizes of batches that can be chosen. */
export const batchSizes = [32, 128, 512, 1024];

/** Everything the Tilt lab shows follows from these; the initial values are those of figures 1 to 5. */
export const tiltFields = {
  spreadU: numberField(Math.sqrt(1.5), spreadRange, 4),
  spreadV: numberField(Math.sqrt(1.5), spreadRange, 4),
  correlation: numberField(2 / 3, correlationRange, 4),
  metric: nameField("inner-product"),
  loss: nameField("conditional"),
  lambdaU: numberField(1, [0, 2], 2),
  v: numberField(1, givenRange, 2),
  u: numberField(1, givenRange, 2),
  batch: choiceField<number>(512, batchSizes),
  seed: integerField(1, [1, 9999]),
};

export type TiltSettings = Values<typeof tiltFields>;

/** The covariance `[[σ_u², ρσ_uσ_v], [ρσ_uσ_v, σ_v²]]`. */
export function covarianceOf({ spreadU, spreadV, correlation }: TiltSettings): number[][] {
  const cross = correlation * spreadU * spreadV;
  return [
    [spreadU ** 2, cross],
    [cross, spreadV ** 2],
  ];
}

/** The weights that the lab's one slider means: they sum to 2. */
export const weightsOf = ({ lambdaU }: Pick<TiltSettings, "lambdaU">) => ({
  lambdaU,
  lambdaV: Number((2 - lambdaU).toFixed(2)),
});

const gaussianMetrics = ["inner-product", "quadratic"] as const;
const closedLosses = ["conditional", "joint"] as const;

/** What the law of scalar encoders is: Gaussian, constant on quadrants, or anything, known on a grid only. */
export function lawKind({ metric }: Pick<TiltSettings, "metric">): "gaussian" | "sign" | "grid" {
  if (metric === "cosine") return "sign";
  return gaussianMetrics.some((name) => name === metric) ? "gaussian" : "grid";
}

/** Whether the best encoders are known without training. */
export const hasClosedForm = (settings: Pick<TiltSettings, "metric" | "loss">): boolean =>
  lawKind(settings) !== "grid" && closedLosses.some((name) => name === settings.loss);
