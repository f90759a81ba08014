import { createGenerator } from "@crosstilt/core";
import { expect, it } from "vitest";
import { quadrantRadii } from "../../src/tilt/index.js";

it.each([0.2, 0.6, 0.95])("contours of a law that is normal on quadrants enclose the share %f of draws", (mass) => {
  const [same, opposite] = [1.6, 0.4];
  const radii = quadrantRadii(same, opposite, mass);
  const generator = createGenerator(4);
  const draws = 40_000;
  let inside = 0;
  for (let i = 0; i < draws; i++) {
    const [x, y] = [generator.normal(), generator.normal()];
    const equal = generator.uniform() < same / 2;
    if (Math.hypot(x, y) < (equal ? radii.same : radii.opposite)) inside += 1;
  }
  // Four standard errors of a share.
  expect(Math.abs(inside / draws - mass)).toBeLessThan(4 * Math.sqrt((mass * (1 - mass)) / draws));
  // Both radii belong to one density level.
  if (radii.opposite > 0)
    expect(same * Math.exp(-(radii.same ** 2) / 2)).toBeCloseTo(opposite * Math.exp(-(radii.opposite ** 2) / 2), 9);
});
