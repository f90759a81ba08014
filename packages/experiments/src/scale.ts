import { refusal } from "@crosstilt/core";

/** How large an experiment runs: the paper's setting, minutes on a laptop, or seconds in a test. */
export type Scale = "paper" | "laptop" | "smoke";

export const scales: readonly Scale[] = ["paper", "laptop", "smoke"];

/** The scale of that name. */
export function parseScale(name: string): Scale {
  const found = scales.find((scale) => scale === name);
  if (!found) throw refusal({ argument: "scale", expected: `one of ${scales.join(", ")}`, received: `"${name}"` });
  return found;
}
