import type { Ocean } from "./ocean.js";

/** Places and times on a path with the velocity there, by differences of order 4. */
export interface PathVelocities {
  readonly count: number;
  /** `[count]` each; the first is the start at time 0, which all paths share. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly t: Float64Array;
  /** `[count, 2]`. */
  readonly velocity: Float64Array;
}

/** Weights of the points from `first` on, in units of 1/(12 h). */
const atStart = { first: 0, weights: [-25, 48, -36, 16, -3] };
const central = { first: -2, weights: [1, -8, 0, 8, -1] };

/** How many places {@link pathVelocities} reads of a path of so many points. */
export const velocityCount = (points: number, stride: number): number => 1 + Math.ceil((points - 3) / stride);

/**
 * Velocities along the path of the first drifter, at its start and at every `stride`-th recorded point. `path` holds
 * `[points, columns]`.
 */
export function pathVelocities({ settings, starts }: Ocean, path: ArrayLike<number>, stride: number): PathVelocities {
  const { points, duration } = settings;
  const columns = 2 * starts.length;
  const step = duration / points;
  const at = (i: number, axis: number) => (i === 0 ? starts[0]![axis]! : path[(i - 1) * columns + axis]!);
  const count = velocityCount(points, stride);
  const [x, y, t] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const velocity = new Float64Array(2 * count);
  for (let n = 0; n < count; n++) {
    const i = n === 0 ? 0 : 2 + (n - 1) * stride;
    const { first, weights } = n === 0 ? atStart : central;
    [x[n], y[n], t[n]] = [at(i, 0), at(i, 1), i * step];
    for (let axis = 0; axis < 2; axis++) {
      let sum = 0;
      for (let k = 0; k < 5; k++) sum += weights[k]! * at(i + first + k, axis);
      velocity[2 * n + axis] = sum / (12 * step);
    }
  }
  return { count, x, y, t, velocity };
}
