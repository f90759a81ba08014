import type { Generator } from "@crosstilt/core";
import { createFlow } from "./flow.js";
import type { Recorder } from "./integrate.js";
import type { Ocean, Place } from "./ocean.js";

export interface BrownianOptions {
  readonly coefficients: ArrayLike<number>;
  readonly start: Place;
  readonly duration: number;
  readonly points: number;
  /** κ of `dx = w dt + √(2κ) dW`. */
  readonly diffusivity: number;
  readonly generator: Generator;
}

/** Longest step, as in the reference integration of the paper's problem at order 4. */
const LONGEST_STEP = 1e-4;

/**
 * Paths of `dx = w(x, t) dt + √(2κ) dW`: half of each step's noise, a classical Runge–Kutta step, the other half.
 *
 * @example
 * createBrownianTracer(ocean)({ ...path, diffusivity: 0.01, generator }, (i, x, y) => points.push([x, y]));
 */
export function createBrownianTracer(ocean: Ocean): (options: BrownianOptions, record: Recorder) => void {
  const flow = createFlow(ocean, [0, 0.5, 1]);
  const slopes = new Float64Array(8);
  return ({ coefficients, start, duration, points, diffusivity, generator }, record) => {
    const substeps = Math.ceil(duration / points / LONGEST_STEP - 1e-9);
    const step = duration / points / substeps;
    const kick = Math.sqrt(diffusivity * step);
    flow.begin(coefficients);
    flow.prepare(step);
    let [x, y] = start;
    for (let i = 0; i < points * substeps; i++) {
      x += kick * generator.normal();
      y += kick * generator.normal();
      flow.velocity(0, x, y, slopes, 0);
      flow.velocity(1, x + (step / 2) * slopes[0]!, y + (step / 2) * slopes[1]!, slopes, 2);
      flow.velocity(1, x + (step / 2) * slopes[2]!, y + (step / 2) * slopes[3]!, slopes, 4);
      flow.velocity(2, x + step * slopes[4]!, y + step * slopes[5]!, slopes, 6);
      x += (step / 6) * (slopes[0]! + 2 * slopes[2]! + 2 * slopes[4]! + slopes[6]!) + kick * generator.normal();
      y += (step / 6) * (slopes[1]! + 2 * slopes[3]! + 2 * slopes[5]! + slopes[7]!) + kick * generator.normal();
      flow.advance();
      if ((i + 1) % substeps === 0) record((i + 1) / substeps - 1, x, y);
    }
  };
}
