import type { Ocean } from "./ocean.js";

/**
 * One velocity field during a step by step integration. Time enters only through e^{iω_k t}, and every method evaluates at
 * the same fractions of a step, so the phases come from products with a table for each size of step, and those of space
 * from powers of e^{2πix} and e^{2πiy}: no sine or cosine for each mode.
 */
export interface Flow {
  /** Starts at time 0 with these 2K coefficients. */
  begin(coefficients: ArrayLike<number>): void;
  /** Readies the fractions of a step of this size from the current time. */
  prepare(step: number): void;
  /** Writes the velocity at (x, y) and at a stage's time into `out[at]` and `out[at + 1]`. */
  velocity(stage: number, x: number, y: number, out: Float64Array, at: number): void;
  /** Moves the current time by the prepared step. */
  advance(): void;
}

/** e^{iωch} for every mode at every stage, and at the end of the step; real and imaginary parts side by side. */
interface Rotations {
  readonly stages: readonly Float64Array[];
  readonly end: Float64Array;
}

/**
 * The flow of an ocean for a method with the given stage times (parts of a step). Keeps one field at a time and the tables
 * of all step sizes it has met.
 *
 * @example
 * const flow = createFlow(ocean, [0, 0.5, 1]);
 */
export function createFlow(
  { wavevectors, frequencies }: Pick<Ocean, "wavevectors" | "frequencies">,
  stageTimes: readonly number[],
): Flow {
  const modes = wavevectors.length;
  const reach = wavevectors.reduce((most, [x, y]) => Math.max(most, x, Math.abs(y)), 0);
  const powersX = new Float64Array(2 * (reach + 1));
  const powersY = new Float64Array(2 * (2 * reach + 1));
  const placeX = Int32Array.from(wavevectors, ([x]) => 2 * x);
  const placeY = Int32Array.from(wavevectors, ([, y]) => 2 * (y + reach));
  const waveX = Float64Array.from(wavevectors, ([x]) => 2 * Math.PI * x);
  const waveY = Float64Array.from(wavevectors, ([, y]) => 2 * Math.PI * y);
  const amplitudes = new Float64Array(2 * modes);
  const tables = new Map<number, Rotations>();
  let current: Rotations;

  const rotation = (time: number) =>
    Float64Array.from({ length: 2 * modes }, (_, i) => {
      const angle = frequencies[i >> 1]! * time;
      return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
    });

  return {
    begin(coefficients) {
      for (let k = 0; k < modes; k++) {
        amplitudes[2 * k] = coefficients[k]!;
        amplitudes[2 * k + 1] = coefficients[modes + k]!;
      }
    },
    prepare(step) {
      const known = tables.get(step);
      current = known ?? { stages: stageTimes.map((part) => rotation(part * step)), end: rotation(step) };
      if (!known) tables.set(step, current);
    },
    velocity(stage, x, y, out, at) {
      fillPowers(powersX, x, 0, reach);
      fillPowers(powersY, y, reach, reach);
      const turn = current.stages[stage]!;
      let [wx, wy] = [0, 0];
      for (let k = 0; k < modes; k++) {
        const [i, j, r] = [placeX[k], placeY[k], 2 * k];
        const real = amplitudes[r]! * turn[r]! - amplitudes[r + 1]! * turn[r + 1]!;
        const imaginary = amplitudes[r]! * turn[r + 1]! + amplitudes[r + 1]! * turn[r]!;
        const cos = powersX[i!]! * powersY[j!]! - powersX[i! + 1]! * powersY[j! + 1]!;
        const sin = powersX[i!]! * powersY[j! + 1]! + powersX[i! + 1]! * powersY[j!]!;
        const value = real * sin + imaginary * cos;
        wx += waveY[k]! * value;
        wy -= waveX[k]! * value;
      }
      out[at] = wx;
      out[at + 1] = wy;
    },
    advance() {
      rotate(amplitudes, current.end);
    },
  };
}

/** e^{2πi n x} for n = −below … above, real and imaginary parts side by side. */
function fillPowers(powers: Float64Array, x: number, below: number, above: number): void {
  const [cos, sin] = [Math.cos(2 * Math.PI * x), Math.sin(2 * Math.PI * x)];
  const origin = 2 * below;
  powers[origin] = 1;
  powers[origin + 1] = 0;
  for (let n = 1; n <= above; n++) {
    const at = origin + 2 * n;
    powers[at] = powers[at - 2]! * cos - powers[at - 1]! * sin;
    powers[at + 1] = powers[at - 2]! * sin + powers[at - 1]! * cos;
    if (n > below) continue;
    powers[origin - 2 * n] = powers[at];
    powers[origin - 2 * n + 1] = -powers[at + 1]!;
  }
}

function rotate(values: Float64Array, turn: Float64Array): void {
  for (let i = 0; i < values.length; i += 2) {
    const real = values[i]! * turn[i]! - values[i + 1]! * turn[i + 1]!;
    values[i + 1] = values[i]! * turn[i + 1]! + values[i + 1]! * turn[i]!;
    values[i] = real;
  }
}
