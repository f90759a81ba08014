import { demand, describe } from "@crosstilt/core";
import type { Place } from "../ocean.js";
import type { TimedPath } from "./project.js";

/** A path as the model records it. */
export interface RecordedPath {
  readonly start: Place;
  readonly duration: number;
  /** `[points, 2]`, at times `duration · i / points`, i = 1..points. */
  readonly positions: Float64Array;
}

/**
 * A track of irregular times at equal ones, by cubic Hermite interpolation whose slopes are those of the parabola through
 * three neighbouring fixes; a gap is bridged smoothly. An ocean with `starts: [start]`, `settings.points` and
 * `settings.duration` of the result reads it as one of its own paths.
 *
 * @throws for fewer than three fixes, and for a count of points below five.
 * @example
 * const { start, duration, positions } = resamplePath(paths[0], 200);
 */
export function resamplePath({ id, time, x, y }: TimedPath, points: number): RecordedPath {
  demand(time.length >= 3, () => ({
    argument: `drifter "${id}"`,
    expected: "at least 3 fixes",
    received: String(time.length),
  }));
  demand(Number.isInteger(points) && points >= 5, () => ({
    argument: "points",
    expected: "a whole number from 5 up",
    received: describe(points),
  }));
  const duration = time.at(-1)! - time[0]!;
  const positions = new Float64Array(2 * points);
  for (const [axis, values] of [x, y].entries()) {
    const slopes = slopesOf(time, values);
    for (let i = 0, n = 0; i < points; i++) {
      const at = i === points - 1 ? time.at(-1)! : time[0]! + (duration * (i + 1)) / points;
      while (n < time.length - 2 && time[n + 1]! < at) n++;
      positions[2 * i + axis] = hermite(time, values, slopes, n, at);
    }
  }
  return { start: [x[0]!, y[0]!], duration, positions };
}

/** Slopes at the fixes, of the parabola through each and its two neighbours. */
function slopesOf(time: Float64Array, values: Float64Array): Float64Array {
  const chord = (i: number) => (values[i + 1]! - values[i]!) / (time[i + 1]! - time[i]!);
  const last = time.length - 1;
  const inner = (i: number) => {
    const [before, after] = [time[i]! - time[i - 1]!, time[i + 1]! - time[i]!];
    return (chord(i - 1) * after + chord(i) * before) / (before + after);
  };
  return Float64Array.from(values, (_, i) => {
    if (i === 0) return 2 * chord(0) - inner(1);
    return i === last ? 2 * chord(last - 1) - inner(last - 1) : inner(i);
  });
}

function hermite(time: Float64Array, values: Float64Array, slopes: Float64Array, n: number, at: number): number {
  const step = time[n + 1]! - time[n]!;
  const s = (at - time[n]!) / step;
  return (
    (1 + 2 * s) * (1 - s) ** 2 * values[n]! +
    s * (1 - s) ** 2 * step * slopes[n]! +
    s * s * (3 - 2 * s) * values[n + 1]! +
    s * s * (s - 1) * step * slopes[n + 1]!
  );
}
