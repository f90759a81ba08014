import { refuse } from "./refuse.js";

/**
 * Alignment metric at temperature 1: `⟨g_u, g_v⟩` (eq. 25), `−|g_u − g_v|²/2` (eq. 26), or `⟨g_u, g_v⟩ − ½|P g_u|² − ½|Q g_v|²`
 * (section 3.3.3).
 */
export type Metric = (typeof metrics)[number];

/** Every metric with Gaussian closed forms. */
export const metrics = ["inner-product", "quadratic", "general-quadratic"] as const;

/** `conditional` with weights (λ_u, λ_v) (Problem 3.13) or `joint` (Problem 3.7). */
export type LossName = "conditional" | "joint";

/** What is minimised. The weights λ_u, λ_v (default 1, 1) have a meaning for the conditional loss only. */
export interface Objective {
  readonly metric: Metric;
  readonly loss: LossName;
  readonly lambdaU?: number;
  readonly lambdaV?: number;
}

/** Checks an objective and fills in its defaults. */
export function checkedObjective({ metric, loss, lambdaU = 1, lambdaV = 1 }: Objective): Required<Objective> {
  checkMetric(metric);
  if (loss !== "conditional" && loss !== "joint")
    refuse("loss", '"conditional" or "joint"', loss, "One-sided losses are conditional with a weight of 0.");
  checkWeight("lambdaU", lambdaU);
  checkWeight("lambdaV", lambdaV);
  if (lambdaU + lambdaV === 0) refuse("lambdaU, lambdaV", "at least one weight above 0", "0 and 0", "Set one of them.");
  return { metric, loss, lambdaU, lambdaV };
}

export function checkMetric(metric: Metric): void {
  if (!metrics.includes(metric))
    refuse("metric", `one of ${metrics.join(", ")}`, metric, "Only these have Gaussian closed forms.");
}

function checkWeight(name: string, weight: number): void {
  if (!(Number.isFinite(weight) && weight >= 0))
    refuse(name, "a finite number from 0 up", weight, "Use 2 and 0 for one side.");
}
