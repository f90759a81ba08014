import { createGenerator } from "@crosstilt/core";
import { posterior, velocityField } from "@crosstilt/dataset-ocean/physics";
import { expect, it } from "vitest";
import { observe, potentialSpread } from "../../src/ocean/index.js";
import { drifter } from "./drifter.js";

it("with next to nothing observed the spread is that of potentials drawn from the prior", () => {
  const observation = observe({ ...drifter, part: 0.05, noise: -1.5 })!;
  const { ocean, positions, reading } = observation;
  const blind = { ...observation, reading: { ...reading, noise: 1e6 } };
  const spread = potentialSpread(blind, 0.03, 3);
  const generator = createGenerator(8);
  const draws = 2000;
  const squares = new Float64Array(9);
  for (let n = 0; n < draws; n++) {
    const deviations = [...ocean.deviations, ...ocean.deviations];
    const field = velocityField(
      ocean,
      deviations.map((deviation) => deviation * generator.normal()),
    );
    for (let cell = 0; cell < 9; cell++)
      squares[cell]! += field.potential(((cell % 3) + 0.5) / 3, (Math.floor(cell / 3) + 0.5) / 3, 0.03) ** 2 / draws;
  }
  // The relative error of a variance from n draws is √(2/n).
  squares.forEach((square, cell) => {
    expect(Math.abs(square / spread[cell]! ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / draws));
  });
  expect(posterior(ocean, positions, reading).mean).toHaveLength(98);
});
