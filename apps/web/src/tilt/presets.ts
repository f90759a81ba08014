import { hashOf } from "../state/route.js";
import type { TiltSettings } from "./settings.js";

/** The settings that make a figure. */
type Choice = Pick<TiltSettings, "metric" | "loss" | "lambdaU">;

/** A figure of the paper as settings. */
interface Preset {
  readonly name: string;
  readonly choice: Partial<Choice>;
  /** What there is to see. */
  readonly see: string;
}

const choices: readonly Preset[] = [
  {
    name: "Fig. 2",
    choice: { metric: "inner-product", loss: "conditional" },
    see: "Both conditional means are exact and both spreads too wide: a tilt that is linear in each side moves a Gaussian, and cannot narrow it. Figure 1 is its reference and truth.",
  },
  {
    name: "Fig. 3",
    choice: { metric: "quadratic", loss: "conditional", lambdaU: 2 },
    see: "All weight is on u given v, and that conditional is exact, mean and spread. Nothing holds the other one.",
  },
  {
    name: "Fig. 4",
    choice: { metric: "inner-product", loss: "joint" },
    see: "The means are no longer exact: the joint loss gives them up for marginals that are nearer to the truth. Figure 5 shows the joint laws of figures 2 to 4.",
  },
  {
    name: "Fig. 6",
    choice: { metric: "cosine", loss: "conditional" },
    see: "Normalised encoders of one number are signs: the tilt has two values, and can only reweigh the four quadrants.",
  },
];

/** The figures with their links, and whether settings show one. */
export const presets = choices.map(({ name, choice, see }) => ({
  name,
  see,
  hash: hashOf("tilt", new URLSearchParams(Object.entries(choice).map(([key, value]) => [key, String(value)]))),
  matches: (settings: Choice) =>
    Object.entries(choice).every(([key, value]) => settings[key as keyof Choice] === value),
}));
