import { createOcean, velocityField } from "@crosstilt/dataset-ocean/physics";
import { expect, it } from "vitest";
import { DURATION, fieldOf, TRACER_FRAMES, tracerPaths } from "../../src/ocean/index.js";

it("tracers move at the field's velocity", () => {
  const coefficients = fieldOf(2, 7);
  const paths = tracerPaths(2, coefficients);
  const field = velocityField(createOcean({ seed: 2 }), coefficients);
  const frame = DURATION / (TRACER_FRAMES - 1);
  for (const tracer of [0, 77, 300])
    for (const i of [1, 40, 99]) {
      const at = (n: number) => 2 * (tracer * TRACER_FRAMES + n);
      const [x, y] = [paths[at(i)]!, paths[at(i) + 1]!];
      const [wx, wy] = field.velocity(x, y, i * frame);
      const speed = Math.hypot(wx, wy);
      const dx = (paths[at(i + 1)]! - paths[at(i - 1)]!) / (2 * frame);
      const dy = (paths[at(i + 1) + 1]! - paths[at(i - 1) + 1]!) / (2 * frame);
      expect(Math.hypot(dx - wx, dy - wy)).toBeLessThan(0.05 * (1 + speed));
    }
});
