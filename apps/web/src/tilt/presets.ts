import { hashOf } from "../state/route.js";
import type { TiltSettings } from "./settings.js";

/** The settings that make a figure. */
type Choice = Pick<TiltSettings, "metric" | "loss" | "lambdaU">;

/** A figure of the paper as settings. */
interface Preset {
  readonly name: string;
  readonly choice: Partial<Choice>;
}

const choices: readonly Preset[] = [
  { name: "Fig. 2", choice: { metric: "inner-product", loss: "conditional" } },
  { name: "Fig. 3", choice: { metric: "quadratic", loss: "conditional", lambdaU: 2 } },
  { name: "Fig. 4", choice: { metric: "inner-product", loss: "joint" } },
  { name: "Fig. 6", choice: { metric: "cosine", loss: "conditional" } },
];

/** The figures with their links, and whether settings show one. */
export const presets = choices.map(({ name, choice }) => ({
  name,
  hash: hashOf("tilt", new URLSearchParams(Object.entries(choice).map(([key, value]) => [key, String(value)]))),
  matches: (settings: Choice) =>
    Object.entries(choice).every(([key, value]) => settings[key as keyof Choice] === value),
}));
