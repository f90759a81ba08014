import {
  createOcean,
  createPairMaker,
  createTracer,
  drawCoefficients,
  type Ocean,
  type PathReading,
  type Place,
} from "@crosstilt/dataset-ocean/physics";
import { OWN_POINTS, type OwnPath } from "./own-path.js";

/** How long a drifter is followed, T of the paper. */
export const DURATION = 0.1;

/** How a drifter is watched. */
export interface Watching {
  /** Share of the path that is observed. */
  readonly part: number;
  /** log10 of the standard deviation of observed positions, in domain lengths; −5 stands for none. */
  readonly noise: number;
}

/** Standard deviation of observed positions. */
export const positionNoise = ({ noise }: Pick<Watching, "noise">): number => (noise <= -5 ? 0 : 10 ** noise);

/** A drifter dropped at (x, y) into a field of a seed, or a path of the reader's own, and how it is watched. */
export interface Watched extends Watching {
  readonly source: string;
  readonly seed: number;
  readonly field: number;
  readonly x: number;
  readonly y: number;
  readonly path: OwnPath | null;
}

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
export function recording({ part, noise }: Watching) {
  const observationNoise = positionNoise({ noise });
  return { points: Math.round(POINTS * part), duration: DURATION * part, observationNoise };
}

/** How velocities along it are read. */
export const droppedReading = (settings: Pick<Watching, "noise">): PathReading =>
  readingOf(settings, 4, DURATION / POINTS);

const readingOf = (settings: Pick<Watching, "noise">, stride: number, step: number): PathReading => ({
  stride,
  noise: Math.hypot(DIFFERENCE_ERROR, (AMPLIFICATION * positionNoise(settings)) / step),
});

/** The observed part of the path of a drifter; null while there is none. */
export function observe(settings: Watched): Observation | null {
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
