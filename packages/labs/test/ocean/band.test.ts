import { velocityField } from "@crosstilt/dataset-ocean/physics";
import { expect, it } from "vitest";
import {
  calibratedWidth,
  coverage,
  fieldOf,
  heldWithin,
  observe,
  potentialLine,
  potentialSpread,
} from "../../src/ocean/index.js";
import { drifter } from "./drifter.js";

it("the line has the field's own potential, the posterior mean and the spread there", () => {
  const observation = observe(drifter)!;
  const truth = fieldOf(1, 5);
  const line = potentialLine(observation, truth);
  const { potential } = velocityField(observation.ocean, truth);
  line.x.forEach((x, i) => {
    expect(line.truth[i]).toBeCloseTo(potential(x, 0.5, 0), 9);
  });
  // Cell (1, 1) of 3 × 3 has its centre in the middle of the square.
  expect(line.deviation[40]).toBeCloseTo(potentialSpread(observation, 0, 3)[4]!, 5);
  expect(heldWithin(line, Number.POSITIVE_INFINITY)).toBe(1);
  expect(heldWithin(line, 0)).toBe(0);
});

it("a width set on some fields holds nine tenths of others, however much of the paths is seen", () => {
  for (const part of [0.1, 0.6]) {
    const watched = { ...drifter, noise: -3, part };
    const width = calibratedWidth(watched, { from: 500, count: 100 });
    // The places of a field lie together in the band or together outside of it, so that a share of 100 fields errs by some 3 %.
    expect(Math.abs(coverage(watched, { from: 0, count: 100 }, width) - 0.9)).toBeLessThan(0.08);
    expect(width).toBeGreaterThan(1.6448);
  }
});
