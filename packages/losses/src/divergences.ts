import { CrosstiltError, type Loss } from "@crosstilt/core";
import { conditional } from "./conditional.js";
import { conditionalMmd } from "./conditional-mmd.js";

/** Divergences between conditionals that Problem 3.4 allows in principle. */
export type DivergenceName = keyof typeof actionable | keyof typeof refused;

const actionable = {
  "forward-kl": () => conditional(),
  mmd: () => conditionalMmd(),
  "energy-distance": () => conditionalMmd({ kernelU: "energy", kernelV: "energy" }),
} as const;

const refused = {
  "reverse-kl": "its integrand holds log dμ/d(μ_u⊗μ_v)",
  "chi-squared": "its integrand holds dμ/d(μ_u⊗μ_v) squared against the model",
  hellinger: "its integrand holds the square root of dμ/d(μ_u⊗μ_v)",
  "total-variation": "its integrand holds |dμ/d(μ_u⊗μ_v) − ρ|",
} as const;

/**
 * The loss that minimises a divergence of Problem 3.4 from samples alone.
 *
 * @throws for divergences whose value needs the density ratio of the data, which samples do not give (Remark 3.5).
 * @example
 * const loss = lossForDivergence("energy-distance");
 */
export function lossForDivergence(name: DivergenceName): Loss {
  if (Object.hasOwn(actionable, name)) return actionable[name as keyof typeof actionable]();
  const reason = refused[name as keyof typeof refused] ?? "it is unknown";
  throw new CrosstiltError(
    `divergence "${name}" cannot be estimated from samples: ${reason} (Remark 3.5). ` +
      `Use one of ${Object.keys(actionable).join(", ")}.`,
  );
}
