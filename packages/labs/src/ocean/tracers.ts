import { createOcean, createTracer, type Place } from "@crosstilt/dataset-ocean/physics";
import { DURATION } from "./observation.js";

/** Recorded places of a tracer from time 0 to T. */
export const TRACER_FRAMES = 101;
const SIDE = 22;

/** Places all over the square, evenly but not in rows (a lattice moved by the plastic number's low-discrepancy sequence). */
function scatterTracers(): Place[] {
  const plastic = 1.324717957244746;
  return Array.from({ length: SIDE * SIDE }, (_, n): Place => [(0.5 + n / plastic) % 1, (0.5 + n / plastic ** 2) % 1]);
}

/** Paths of many drifters through a field, `[tracers, frames, 2]`. */
export function tracerPaths(seed: number, coefficients: ArrayLike<number>): Float32Array {
  const trace = createTracer(createOcean({ seed }));
  const places = scatterTracers();
  const paths = new Float32Array(places.length * TRACER_FRAMES * 2);
  places.forEach((start, n) => {
    const first = 2 * n * TRACER_FRAMES;
    paths.set(start, first);
    const options = { coefficients, start, duration: DURATION, points: TRACER_FRAMES - 1, tolerance: 1e-4 };
    trace(options, (i, x, y) => paths.set([x, y], first + 2 * i + 2));
  });
  return paths;
}
