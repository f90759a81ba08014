import { createOcean } from "@crosstilt/dataset-ocean/physics";
import { describe, expect, it } from "vitest";
import { fieldOf, lawOf, observe, pathOfDrawing, pathThrough, positionNoise } from "../../src/ocean/index.js";
import { drifter } from "./drifter.js";

describe("an observation", () => {
  it("is the first part of the drifter's path, with errors of the size that was asked for", () => {
    const exact = pathThrough(1, fieldOf(1, 5), [0.75, 0.75]);
    const { positions } = observe({ ...drifter, part: 0.5 })!;
    expect(positions).toHaveLength(200);
    const errors = positions.map((value, i) => value - exact[i + 2]!);
    const deviation = Math.sqrt(errors.reduce((sum, value) => sum + value ** 2, 0) / errors.length);
    expect(deviation / 1e-4).toBeGreaterThan(0.85);
    expect(deviation / 1e-4).toBeLessThan(1.15);
  });

  it("of a path of one's own is that path, and none where there is none", () => {
    const path = pathOfDrawing([[0.1, 0.1], [0.6, 0.8]])!; // biome-ignore format: a line
    const { ocean, positions } = observe({ ...drifter, source: "draw", path, part: 0.5 })!;
    expect(ocean.starts).toEqual([[path[0], path[1]]]);
    expect([...positions]).toEqual(path.slice(2, 102));
    expect(observe({ ...drifter, source: "draw" })).toBeNull();
  });

  it("has no error at the end of the scale, and the errors' logarithm elsewhere", () => {
    expect([positionNoise({ noise: -5 }), positionNoise({ noise: -2 })]).toEqual([0, 0.01]);
  });

  it("reads the law of a seed with any start", () => {
    expect(lawOf(4, [0.1, 0.2])).toMatchObject({
      starts: [[0.1, 0.2]],
      frequencies: createOcean({ seed: 4 }).frequencies,
    });
  });
});
