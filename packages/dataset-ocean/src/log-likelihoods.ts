import { demand, describe } from "@crosstilt/core";
import { velocityRows } from "./field.js";
import type { Ocean } from "./ocean.js";
import type { PathReading } from "./posterior.js";
import { pathVelocities } from "./velocities.js";

/**
 * Log likelihood of a path given each of n potentials `[n, 2K]`, up to a constant that all share:
 * `−Σ |w(x, t) − velocity along the path|² / 2σ²`. In float64.
 *
 * @throws when the gallery is not a whole number of potentials.
 * @example
 * const scores = logLikelihoods(ocean, path, gallery, { stride: 4, noise: 1e-3 });
 */
export function logLikelihoods(
  ocean: Ocean,
  path: ArrayLike<number>,
  gallery: ArrayLike<number>,
  { stride, noise }: PathReading,
): Float64Array {
  const size = 2 * ocean.wavevectors.length;
  demand(gallery.length % size === 0 && gallery.length > 0, () => ({
    argument: "gallery",
    expected: `potentials of ${size} coefficients each`,
    received: `${describe(gallery.length)} numbers`,
  }));
  const { count, x, y, t, velocity } = pathVelocities(ocean, path, stride);
  const scores = new Float64Array(gallery.length / size);
  const rows = new Float64Array(2 * size);
  for (let n = 0; n < count; n++) {
    velocityRows(ocean, [x[n]!, y[n]!], t[n]!, rows);
    for (let i = 0; i < scores.length; i++) {
      let [wx, wy] = [-velocity[2 * n]!, -velocity[2 * n + 1]!];
      for (let k = 0; k < size; k++) {
        wx += rows[k]! * gallery[i * size + k]!;
        wy += rows[size + k]! * gallery[i * size + k]!;
      }
      scores[i]! -= (wx * wx + wy * wy) / (2 * noise * noise);
    }
  }
  return scores;
}
