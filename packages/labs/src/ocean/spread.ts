import { posterior } from "@crosstilt/dataset-ocean/physics";
import type { Observation } from "./observation.js";

/** Standard deviations of ψ at a time given a path, at the centres of `cells²` cells, row by row from y = 0 up. */
export function potentialSpread({ ocean, positions, reading }: Observation, time: number, cells: number): Float32Array {
  const { deviation } = posterior(ocean, positions, reading);
  const { wavevectors, frequencies } = ocean;
  const row = new Float64Array(2 * wavevectors.length);
  return Float32Array.from({ length: cells * cells }, (_, cell) => {
    const [x, y] = [((cell % cells) + 0.5) / cells, (Math.floor(cell / cells) + 0.5) / cells];
    wavevectors.forEach(([kx, ky], k) => {
      const angle = frequencies[k]! * time + 2 * Math.PI * (kx * x + ky * y);
      row[k] = Math.cos(angle);
      row[wavevectors.length + k] = -Math.sin(angle);
    });
    return deviation(row);
  });
}
