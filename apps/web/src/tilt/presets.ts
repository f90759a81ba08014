import type { Preset } from "../components/presets.js";
import type { tiltFields } from "./settings.js";

/** Figures 1 to 6. */
export const presets: readonly Preset<typeof tiltFields>[] = [
  {
    name: "Fig. 2",
    values: { metric: "inner-product", loss: "conditional" },
    see: "Both conditional means are exact and both spreads too wide: a tilt that is linear in each side moves a Gaussian, and cannot narrow it. Figure 1 is its reference and truth.",
  },
  {
    name: "Fig. 3",
    values: { metric: "quadratic", loss: "conditional", lambdaU: 2 },
    see: "All weight is on u given v, and that conditional is exact, mean and spread. Nothing holds the other one.",
  },
  {
    name: "Fig. 4",
    values: { metric: "inner-product", loss: "joint" },
    see: "The means are no longer exact: the joint loss gives them up for marginals that are nearer to the truth. Figure 5 shows the joint laws of figures 2 to 4.",
  },
  {
    name: "Fig. 6",
    values: { metric: "cosine", loss: "conditional" },
    see: "Normalised encoders of one number are signs: the tilt has two values, and can only reweigh the four quadrants.",
  },
];
