/** The truth of the lab: pairs of numbers, jointly normal. */
export interface PairSpread {
  readonly spreadU: number;
  readonly spreadV: number;
  readonly correlation: number;
}

/** The truth, and what tilts towards it. */
export interface TiltChoice extends PairSpread {
  /** A metric and a loss of the catalogue, by name. */
  readonly metric: string;
  readonly loss: string;
  /** The weight of u given v, from 0 to 2. */
  readonly lambdaU: number;
}

/** The covariance `[[σ_u², ρσ_uσ_v], [ρσ_uσ_v, σ_v²]]`. */
export function covarianceOf({ spreadU, spreadV, correlation }: PairSpread): number[][] {
  const cross = correlation * spreadU * spreadV;
  return [
    [spreadU ** 2, cross],
    [cross, spreadV ** 2],
  ];
}

/** The weights that the lab's one slider means: they sum to 2. */
export const weightsOf = ({ lambdaU }: Pick<TiltChoice, "lambdaU">) => ({
  lambdaU,
  lambdaV: Number((2 - lambdaU).toFixed(2)),
});

const gaussianMetrics = ["inner-product", "quadratic", "general-quadratic"] as const;
const closedLosses = ["conditional", "joint"] as const;

/** What the law of scalar encoders is: Gaussian, constant on quadrants, or anything, known on a grid only. */
export function lawKind({ metric }: Pick<TiltChoice, "metric">): "gaussian" | "sign" | "grid" {
  if (metric === "cosine") return "sign";
  return gaussianMetricOf({ metric }) ? "gaussian" : "grid";
}

/** The metric, if the law of its scalar encoders is Gaussian. */
export const gaussianMetricOf = ({ metric }: Pick<TiltChoice, "metric">) =>
  gaussianMetrics.find((name) => name === metric);

/** Whether the best encoders are known without training. */
export const hasClosedForm = (settings: Pick<TiltChoice, "metric" | "loss">): boolean =>
  lawKind(settings) !== "grid" && closedLosses.some((name) => name === settings.loss);
