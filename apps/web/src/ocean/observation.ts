import {
  createOcean,
  createPairMaker,
  createTracer,
  drawCoefficients,
  type Ocean,
  type PathReading,
  type Place,
} from "@crosstilt/dataset-ocean/physics";
import { OWN_POINTS } from "./own-path.js";
import { DURATION, type OceanSettings, positionNoise } from "./settings.js";

/** What is known of a drifter: positions as an ocean records them, and how they are read. */
export interface Observation {
  /** The law of the potentials, with the start and the times of this path. */
  readonly ocean: Ocean;
  /** `[points, 2]`, from the first point after the start on. */
  readonly positions: Float64Array;
  readonly reading: PathReading;
}

/** Recorded points of a dropped drifter. */
const POINTS = 200;
/** The error of velocities from exact positions, by the differences that read them. */
const DIFFERENCE_ERROR = 1e-3;
/** √(1 + 64 + 64 + 1)/12: what the differences make of independent errors of positions, in units of one over the time between. */
const AMPLIFICATION = Math.sqrt(130) / 12;

/** The law that all fields of a seed come from, with a path that begins at `start`. */
export const lawOf = (seed: number, start: Place, given: Partial<Ocean["settings"]> = {}): Ocean => ({
  ...createOcean({ seed, points: POINTS, duration: DURATION, ...given }),
  starts: [start],
});

/** How the first `part` of a dropped drifter's path is recorded. */
export function recording({ part, noise }: Pick<OceanSettings, "part" | "noise">) {
  const observationNoise = positionNoise({ noise });
  return { points: Math.round(POINTS * part), duration: DURATION * part, observationNoise };
}

/** How velocities along it are read. */
export const droppedReading = (settings: Pick<OceanSettings, "noise">): PathReading =>
  readingOf(settings, 4, DURATION / POINTS);

const readingOf = (settings: Pick<OceanSettings, "noise">, stride: number, step: number): PathReading => ({
  stride,
  noise: Math.hypot(DIFFERENCE_ERROR, (AMPLIFICATION * positionNoise(settings)) / step),
});

/** The observed part of the path that the settings speak of; null while there is none. */
export function observe(settings: OceanSettings): Observation | null {
  const { source, seed, field, x, y, path, part } = settings;
  if (source === "drop") {
    const ocean = lawOf(seed, [x, y], recording(settings));
    const positions = new Float32Array(2 * ocean.settings.points);
    createPairMaker(ocean)(field, new Float32Array(2 * ocean.wavevectors.length), positions);
    return { ocean, positions: Float64Array.from(positions), reading: droppedReading(settings) };
  }
  if (path === null) return null;
  const points = Math.max(5, Math.round((path.length / 2 - 1) * part));
  const ocean = lawOf(seed, [path[0]!, path[1]!], { points, duration: (DURATION * points) / OWN_POINTS });
  const positions = Float64Array.from(path.slice(2, 2 + 2 * points));
  return { ocean, positions, reading: readingOf(settings, 2, DURATION / OWN_POINTS) };
}

/** The coefficients of a field of the data set. */
export const fieldOf = (seed: number, index: number): Float64Array => drawCoefficients(createOcean({ seed }), index);

/** The exact path of a drifter through a field over the whole time, start included: `[x₀, y₀, x₁, …]`. */
export function pathThrough(
  seed: number,
  coefficients: ArrayLike<number>,
  start: Place,
  points = POINTS,
): Float64Array {
  const path = new Float64Array(2 * points + 2);
  path.set(start);
  createTracer(createOcean({ seed }))({ coefficients, start, duration: DURATION, points, tolerance: 1e-6 }, (i, x, y) =>
    path.set([x, y], 2 * i + 2),
  );
  return path;
}
