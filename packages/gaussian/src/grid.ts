import type { Matrix } from "./matrix.js";
import type { Normal } from "./normal.js";
import { refuse } from "./refuse.js";

/** A density of two variables on a regular grid of cell centres. */
export interface DensityGrid {
  readonly x: number[];
  readonly y: number[];
  /** `values[i][j]` at `(x[j], y[i])`. */
  readonly values: Matrix;
  readonly cellArea: number;
}

/** Options of {@link densityGrid}: ranges and cells per axis (default 101). */
export interface GridOptions {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly points?: number;
}

/**
 * Evaluates a density on a grid, for heat maps and contours.
 * @example
 * densityGrid(model.joint.density, { x: [-4, 4], y: [-4, 4] });
 */
export function densityGrid(
  density: (point: [number, number]) => number,
  { x, y, points = 101 }: GridOptions,
): DensityGrid {
  const [xs, ys] = [centres("x", x, points), centres("y", y, points)];
  return {
    x: xs,
    y: ys,
    values: ys.map((b) => xs.map((a) => density([a, b]))),
    cellArea: ((x[1] - x[0]) * (y[1] - y[0])) / points ** 2,
  };
}

/** Midpoints of `points` equal cells. */
function centres(name: string, [low, high]: readonly [number, number], points: number): number[] {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high))
    refuse(
      name,
      "a finite range [low, high] with low < high",
      `[${low}, ${high}]`,
      "Four standard deviations each way do well.",
    );
  if (!Number.isInteger(points) || points < 2) refuse("points", "a whole number from 2 up", points, "101 does well.");
  return Array.from({ length: points }, (_, i) => low + ((i + 0.5) * (high - low)) / points);
}

/** Density levels whose contours enclose the given probability masses, from any grid that holds nearly all mass. */
export function contourLevels({ values, cellArea }: DensityGrid, masses: readonly number[]): number[] {
  const sorted = values.flat().sort((a, b) => b - a);
  return masses.map((mass) => {
    let enclosed = 0;
    const last = sorted.findIndex((value) => (enclosed += value * cellArea) >= checkedMass(mass));
    return last < 0 ? 0 : sorted[last]!;
  });
}

/** The same in closed form for a Gaussian on R²: `(1 − mass)` times its maximum. */
export function gaussianContourLevels(law: Normal, masses: readonly number[]): number[] {
  if (law.mean.length !== 2)
    refuse("law", "a Gaussian on R²", `dimension ${law.mean.length}`, "Take two of its coordinates.");
  return masses.map((mass) => (1 - checkedMass(mass)) * law.density(law.mean));
}

function checkedMass(mass: number): number {
  if (!(mass > 0 && mass < 1)) refuse("masses", "probabilities between 0 and 1", mass, "For example [0.5, 0.8, 0.95].");
  return mass;
}
