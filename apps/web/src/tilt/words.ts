import { hasClosedForm, type PairLaw, type ScalarLaw, type Solution, scalarDivergence } from "@crosstilt/labs/tilt";
import { decimal } from "../state/format.js";
import type { TiltSettings } from "./settings.js";

/** What is right or wrong about one side of a model. */
export interface Verdict {
  readonly name: "u | v" | "v | u" | "marginal of u" | "marginal of v";
  readonly mean: Finding;
  readonly variance: Finding;
  /** In nats; null where it does not exist. */
  readonly divergence: number | null;
}

/** A finding in words. */
export interface Finding {
  readonly right: boolean;
  readonly text: string;
}

/** Compares a model with the truth, side by side. */
export function verdicts(
  settings: Pick<TiltSettings, "u" | "v">,
  truth: PairLaw,
  { law, divergences, meanErrors }: Solution,
): Verdict[] {
  const { u, v } = settings;
  return [
    {
      name: "u | v",
      mean: meanFinding(Math.sqrt(meanErrors.uGivenV)),
      variance: varianceFinding(truth.uGivenV(v), law.uGivenV(v)),
      divergence: divergences.uGivenV,
    },
    {
      name: "v | u",
      mean: meanFinding(Math.sqrt(meanErrors.vGivenU)),
      variance: varianceFinding(truth.vGivenU(u), law.vGivenU(u)),
      divergence: divergences.vGivenU,
    },
    { name: "marginal of u", ...marginal(truth.marginalU!, law.marginalU) },
    { name: "marginal of v", ...marginal(truth.marginalV!, law.marginalV) },
  ];
}

const meanFinding = (error: number): Finding =>
  error < 1e-6 ? { right: true, text: "exact" } : { right: false, text: `off by ${decimal(error, 3)} (rms)` };

function varianceFinding(truth: ScalarLaw, model: ScalarLaw): Finding {
  const ratio = model.variance / truth.variance;
  if (Math.abs(ratio - 1) < 1e-6) return { right: true, text: `exact, ${decimal(truth.variance)}` };
  const word = ratio > 1 ? "too wide" : "too narrow";
  return {
    right: false,
    text: `${decimal(model.variance)} for ${decimal(truth.variance)}: × ${decimal(ratio)}, ${word}`,
  };
}

function marginal(truth: ScalarLaw, model: ScalarLaw | null): Omit<Verdict, "name"> {
  const none: Finding = { right: false, text: "does not exist" };
  if (!model) return { mean: none, variance: none, divergence: null };
  const divergence = scalarDivergence(truth, model);
  return {
    mean: meanFinding(Math.abs(model.mean - truth.mean)),
    variance: varianceFinding(truth, model),
    divergence: Math.max(0, divergence),
  };
}

/** Why the chosen metric and loss give what they give. */
export function explanation(settings: TiltSettings): string {
  const { metric, loss, lambdaU, correlation } = settings;
  if (!hasClosedForm(settings))
    return "No closed form is known for this metric with this loss: until it is trained the model is the reference, which knows nothing of pairs.";
  if (metric === "cosine")
    return "In one dimension a normalised encoder is a sign, so the tilt has two values and the model can only reweigh quadrants. Both losses have the same optimum (Fig. 6).";
  if (metric === "general-quadratic")
    return "With a quadratic term of its own on each side the score holds the true log ratio, so every loss with every weight finds the truth: both conditionals, the joint law and its marginals are exact.";
  if (metric === "inner-product") return innerProductReason(loss, correlation);
  if (loss === "joint")
    return "The quadratic metric adds its own precision to both marginals, and the joint loss balances all of it in one divergence.";
  if (lambdaU === 2)
    return "The quadratic metric can narrow as well as move, and with all weight on u given v it matches that conditional exactly, mean and variance (Cor. 5.4). Nothing holds v given u.";
  if (lambdaU === 0)
    return "With all weight on v given u that conditional is matched exactly, mean and variance (Cor. 5.4, sides exchanged). Nothing holds u given v.";
  return "Both conditionals count, and one pair of encoders cannot match both: narrowing one side moves the other. The slider trades them against each other; at either end one side is exact.";
}

function innerProductReason(loss: string, correlation: number): string {
  if (loss === "conditional")
    return "An inner product tilts by a linear function: it moves a Gaussian but cannot narrow it. Both conditional means are exact whatever the weights, and both variances stay those of the marginals (Thm 5.1, Cor. 5.2).";
  const sigma = Math.abs(correlation);
  const shrunk = sigma < 1e-9 ? 0 : (Math.sqrt(1 + 4 * sigma ** 2) - 1) / (2 * sigma);
  return `The joint loss gives up exact means for better marginals: it shrinks the canonical correlation σ = ${decimal(sigma, 3)} to h(σ) = ${decimal(shrunk, 3)} (Thm 5.6, Cor. 5.7).`;
}
