import { type Ocean, velocityRows } from "@crosstilt/dataset-ocean";

/** Velocities by which fields are compared: two components at places of a lattice, halfway through the paths. */
export interface Probes {
  /** `[count, 2K]`: a component is a row times the coefficients. */
  readonly rows: Float64Array;
  readonly count: number;
}

const SIDE = 5;

export function velocityProbes(ocean: Ocean): Probes {
  const width = 2 * ocean.wavevectors.length;
  const rows = new Float64Array(2 * SIDE * SIDE * width);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const place = [(Math.floor(i / SIDE) + 0.5) / SIDE, ((i % SIDE) + 0.5) / SIDE] as const;
    velocityRows(ocean, place, ocean.settings.duration / 2, rows, 2 * i * width);
  }
  return { rows, count: 2 * SIDE * SIDE };
}

/** The probes of n fields of coefficients `[n, 2K]`, `[n, count]`. */
export function probe({ rows, count }: Probes, coefficients: ArrayLike<number>): Float64Array {
  const width = rows.length / count;
  const values = new Float64Array((coefficients.length / width) * count);
  for (let n = 0, at = 0; n * width < coefficients.length; n++)
    for (let i = 0; i < count; i++, at++)
      for (let k = 0; k < width; k++) values[at]! += rows[i * width + k]! * coefficients[n * width + k]!;
  return values;
}
