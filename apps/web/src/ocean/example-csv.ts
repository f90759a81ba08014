import { DURATION, fieldOf, pathThrough } from "@crosstilt/labs/ocean";
import type { OceanSettings } from "./settings.js";

/** The exact path of the dropped drifter as a CSV file in the model's units, to try the upload with. */
export function exampleCsv({ seed, field, x, y }: OceanSettings): string {
  const path = pathThrough(seed, fieldOf(seed, field), [x, y]);
  const last = path.length / 2 - 1;
  const lines = Array.from({ length: last + 1 }, (_, i) =>
    [(DURATION * i) / last, path[2 * i]!, path[2 * i + 1]!].map((value) => Number(value.toPrecision(9))).join(","),
  );
  return `t,x,y\n${lines.join("\n")}\n`;
}
