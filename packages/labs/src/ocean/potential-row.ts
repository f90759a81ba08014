import type { Ocean } from "@crosstilt/dataset-ocean/physics";

/** The potential ψ(x, y, t) as a linear function of the coefficients, `[2K]` into `row`. */
export function potentialRow(
  { wavevectors, frequencies }: Ocean,
  [x, y, t]: readonly [x: number, y: number, t: number],
  row = new Float64Array(2 * wavevectors.length),
): Float64Array {
  for (let k = 0; k < wavevectors.length; k++) {
    const [kx, ky] = wavevectors[k]!;
    const angle = frequencies[k]! * t + 2 * Math.PI * (kx * x + ky * y);
    row[k] = Math.cos(angle);
    row[wavevectors.length + k] = -Math.sin(angle);
  }
  return row;
}
