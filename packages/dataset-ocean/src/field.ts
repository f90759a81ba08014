import type { Ocean } from "./ocean.js";

/** A velocity field of an ocean at any place and time, by plain formulas; for figures, baselines and checks. */
export interface VelocityField {
  /** ψ(x, y, t). */
  potential(x: number, y: number, t: number): number;
  /** `w = J∇ψ = (−∂ψ/∂y, ∂ψ/∂x)`. */
  velocity(x: number, y: number, t: number): [number, number];
  /** The derivative of the velocity, `[[∂w_x/∂x, ∂w_x/∂y], [∂w_y/∂x, ∂w_y/∂y]]`; its trace is 0 to rounding. */
  gradient(x: number, y: number, t: number): [[number, number], [number, number]];
}

/**
 * The field of 2K coefficients (real parts, then imaginary parts).
 *
 * @example
 * const field = velocityField(ocean, drawCoefficients(ocean, 0));
 * const [wx, wy] = field.velocity(0.75, 0.75, 0);
 */
export function velocityField(ocean: Ocean, coefficients: ArrayLike<number>): VelocityField {
  const { wavevectors, frequencies } = ocean;
  const modes = wavevectors.length;
  /** Sums `weights(2πk)·(real, imaginary)` of the mode values, with derivatives alternating between the two. */
  const total = (x: number, y: number, t: number, term: (real: number, imaginary: number, k: number) => number) => {
    let sum = 0;
    for (let k = 0; k < modes; k++) {
      const [kx, ky] = wavevectors[k]!;
      const angle = frequencies[k]! * t + 2 * Math.PI * (kx * x + ky * y);
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const [a, b] = [coefficients[k], coefficients[modes + k]];
      sum += term(a! * cos - b! * sin, a! * sin + b! * cos, k);
    }
    return sum;
  };
  const wave = (k: number, axis: 0 | 1) => 2 * Math.PI * wavevectors[k]![axis];
  return {
    potential: (x, y, t) => total(x, y, t, (real) => real),
    velocity: (x, y, t) => [
      total(x, y, t, (_, imaginary, k) => wave(k, 1) * imaginary),
      total(x, y, t, (_, imaginary, k) => -wave(k, 0) * imaginary),
    ],
    gradient: (x, y, t) => {
      const second = (i: 0 | 1, j: 0 | 1) => total(x, y, t, (real, _, k) => wave(k, i) * wave(k, j) * real);
      return [
        [second(1, 0), second(1, 1)],
        [-second(0, 0), -second(0, 1)],
      ];
    },
  };
}

/**
 * The velocity at (x, y, t) as a linear map of the coefficients: two rows `[2, 2K]`, written into `rows` from `offset`.
 * `w = rows · coefficients`.
 */
export function velocityRows(
  { wavevectors, frequencies }: Ocean,
  [x, y]: readonly [number, number],
  t: number,
  rows: Float64Array,
  offset = 0,
): void {
  const modes = wavevectors.length;
  for (let k = 0; k < modes; k++) {
    const [kx, ky] = wavevectors[k]!;
    const angle = frequencies[k]! * t + 2 * Math.PI * (kx * x + ky * y);
    const [sin, cos] = [2 * Math.PI * Math.sin(angle), 2 * Math.PI * Math.cos(angle)];
    rows[offset + k] = ky * sin;
    rows[offset + modes + k] = ky * cos;
    rows[offset + 2 * modes + k] = -kx * sin;
    rows[offset + 3 * modes + k] = -kx * cos;
  }
}
