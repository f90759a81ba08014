import { createOcean, velocityField } from "@crosstilt/dataset-ocean/physics";
import { describe, expect, it } from "vitest";
import { createGrid, galleryOf } from "../../src/ocean/index.js";

describe("the maps", () => {
  const ocean = createOcean({ seed: 3 });
  const coefficients = galleryOf(3, 1);

  it("show the potential and the speed of the field at the centres of their cells", () => {
    const grid = createGrid(ocean, 7);
    const field = velocityField(ocean, coefficients);
    const [potential, speed] = [new Float32Array(49), new Float32Array(49)];
    grid.potential(coefficients, 0.03, potential);
    grid.speed(coefficients, 0.03, speed);
    for (let cell = 0; cell < 49; cell++) {
      const [x, y] = [((cell % 7) + 0.5) / 7, (Math.floor(cell / 7) + 0.5) / 7];
      expect(potential[cell]).toBeCloseTo(field.potential(x, y, 0.03), 4);
      expect(speed[cell]).toBeCloseTo(Math.hypot(...field.velocity(x, y, 0.03)), 3);
    }
  });
});
