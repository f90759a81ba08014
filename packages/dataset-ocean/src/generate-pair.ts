import { createBrownianTracer } from "./brownian.js";
import { createTracer, type PathOptions } from "./integrate.js";
import { drawCoefficients, type Ocean, pairGenerator } from "./ocean.js";

/** Number of coefficients, the length of u. */
export const coefficientCount = ({ wavevectors }: Pick<Ocean, "wavevectors">): number => 2 * wavevectors.length;

/** Columns of a path: x and y of every drifter. */
export const pathColumns = ({ starts }: Pick<Ocean, "starts">): number => 2 * starts.length;

/** Makes any pair by its index, alone or in any order, always with the same bits. */
export type PairMaker = (index: number, u: Float32Array, v: Float32Array) => void;

/**
 * A maker of pairs: writes the coefficients `[2K]` of pair `index` into u and its path `[points, 2 · drifters]` into v.
 *
 * @example
 * createPairMaker(ocean)(7, u, v);
 */
export function createPairMaker(ocean: Ocean, { tolerance }: Pick<PathOptions, "tolerance"> = {}): PairMaker {
  const { seed, points, duration, diffusivity, observationNoise } = ocean.settings;
  const trace = createTracer(ocean);
  const traceBrownian = createBrownianTracer(ocean);
  const columns = pathColumns(ocean);
  return (index, u, v) => {
    const coefficients = drawCoefficients(ocean, index);
    u.set(coefficients);
    ocean.starts.forEach((start, drifter) => {
      const path = { coefficients, start, duration, points, tolerance };
      const noise = pairGenerator(seed, index, `observations of drifter ${drifter}`);
      const record = (i: number, x: number, y: number) => {
        v[i * columns + 2 * drifter] = observationNoise === 0 ? x : x + observationNoise * noise.normal();
        v[i * columns + 2 * drifter + 1] = observationNoise === 0 ? y : y + observationNoise * noise.normal();
      };
      if (diffusivity === 0) trace(path, record);
      else
        traceBrownian(
          { ...path, diffusivity, generator: pairGenerator(seed, index, `forcing of drifter ${drifter}`) },
          record,
        );
    });
  };
}
