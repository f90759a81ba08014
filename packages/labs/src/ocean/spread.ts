import { posterior } from "@crosstilt/dataset-ocean/physics";
import type { Observation } from "./observation.js";
import { potentialRow } from "./potential-row.js";

/** Standard deviations of ψ at a time given a path, at the centres of `cells²` cells, row by row from y = 0 up. */
export function potentialSpread({ ocean, positions, reading }: Observation, time: number, cells: number): Float32Array {
  const { deviation } = posterior(ocean, positions, reading);
  const row = new Float64Array(2 * ocean.wavevectors.length);
  return Float32Array.from({ length: cells * cells }, (_, cell) => {
    const [x, y] = [((cell % cells) + 0.5) / cells, (Math.floor(cell / cells) + 0.5) / cells];
    return deviation(potentialRow(ocean, [x, y, time], row));
  });
}
