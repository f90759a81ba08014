import { createGenerator } from "@crosstilt/core";
import { describe, expect, it } from "vitest";
import { fits, OWN_POINTS, ownRange, pathOfDrawing } from "../../src/ocean/index.js";

describe("a path of the reader's own", () => {
  it("drawn by hand has steady speed and keeps its ends; a mere dot is none", () => {
    const drawn = pathOfDrawing([
      [0, 0],
      [0.1, 0],
      [0.1, 0],
      [1, 0],
    ])!;
    expect(drawn).toHaveLength(2 * OWN_POINTS + 2);
    for (let i = 0; i <= OWN_POINTS; i++) expect(drawn[2 * i]).toBeCloseTo(i / OWN_POINTS, 12);
    expect(pathOfDrawing([[0.5, 0.5]])).toBeNull();
  });

  it("trembles less than it was drawn", () => {
    const generator = createGenerator(2);
    const line = Array.from({ length: 101 }, (_, i): [number, number] => [i, 0.001 * generator.normal()]);
    const path = pathOfDrawing(line)!;
    const heights = Array.from({ length: 80 }, (_, i) => path[2 * i + 21]!);
    const deviation = Math.sqrt(heights.reduce((sum, value) => sum + value ** 2, 0) / heights.length);
    // Twelve averages weigh by binomials of 24, whose squares sum to 0.16.
    expect(Math.abs(deviation / 0.001 - 0.4)).toBeLessThan(0.15);
  });

  it("fits while it stays in the range", () => {
    expect(fits([ownRange[0], ownRange[1]])).toBe(true);
    expect(fits([0, ownRange[1] + 1e-9])).toBe(false);
  });
});
