import type { Scores } from "@crosstilt/core";
import { type Ocean, type OceanSplits, posterior, velocityRows } from "@crosstilt/dataset-ocean";
import { candidateWeights } from "./assimilation.js";
import { type FieldExample, fieldExample } from "./field-example.js";
import type { OceanRunSettings } from "./settings.js";

/** A field estimated from a path, and how sure the estimate is. */
export interface FieldEstimate {
  readonly coefficients: readonly number[];
  /** Standard deviation of the velocity at time 0, `spread[i][j]` at the i-th place from below and the j-th from the left. */
  readonly spread: readonly (readonly number[])[];
  /** How far the velocity of the coefficients is from the true one, at the same places. */
  readonly error: readonly (readonly number[])[];
}

/** A path, its field, the exact posterior of the field, and the model's conditional without the true field. */
export interface AssimilationExample {
  readonly truth: FieldExample;
  readonly exact: FieldEstimate;
  readonly conditional: FieldEstimate;
}

const CELLS = 32;

/** The field of test path `index`, estimated both ways. */
export function assimilationExample(
  { ocean, test }: OceanSplits,
  scores: Scores,
  { stride, velocityNoise }: OceanRunSettings,
  index = 0,
): AssimilationExample {
  const width = test.shape.u[0]!;
  const size = test.shape.v[0]! * test.shape.v[1]!;
  const path = test.raw.v.subarray(index * size, (index + 1) * size);
  const exact = posterior(ocean, path, { stride, noise: velocityNoise });
  const { indices, weights } = candidateWeights(scores, index, index);
  const members = indices.map((at) => test.raw.u.subarray(at * width, (at + 1) * width));
  const mean = Array.from({ length: width }, (_, k) =>
    members.reduce((sum, member, j) => sum + weights[j]! * member[k]!, 0),
  );
  const deviation = (row: Float64Array) => {
    const along = (field: ArrayLike<number>) => row.reduce((sum, value, k) => sum + value * field[k]!, 0);
    const centre = along(mean);
    return Math.sqrt(members.reduce((sum, member, j) => sum + weights[j]! * (along(member) - centre) ** 2, 0));
  };
  const truth = fieldExample(test.raw, test.shape.v, index);
  const estimate = (coefficients: readonly number[], spread: (row: Float64Array) => number): FieldEstimate => ({
    coefficients,
    spread: velocityGrid(ocean, spread),
    error: velocityGrid(ocean, (row) =>
      row.reduce((sum, value, k) => sum + value * (coefficients[k]! - truth.coefficients[k]!), 0),
    ),
  });
  return {
    truth,
    exact: estimate(Array.from(exact.mean), (row) => exact.deviation(row)),
    conditional: estimate(mean, deviation),
  };
}

/** What is said of both components of the velocity, as one length, on a lattice of places at time 0. */
function velocityGrid(ocean: Ocean, component: (row: Float64Array) => number): number[][] {
  const width = 2 * ocean.wavevectors.length;
  const rows = new Float64Array(2 * width);
  const places = Array.from({ length: CELLS }, (_, i) => (i + 0.5) / CELLS);
  return places.map((y) =>
    places.map((x) => {
      velocityRows(ocean, [x, y], 0, rows);
      return Math.hypot(component(rows.subarray(0, width)), component(rows.subarray(width)));
    }),
  );
}
