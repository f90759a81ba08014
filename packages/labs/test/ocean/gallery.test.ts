import { createGenerator } from "@crosstilt/core";
import { expect, it } from "vitest";
import { cosines, galleryOf } from "../../src/ocean/index.js";

it("a smaller gallery is the beginning of a larger", () => {
  expect(galleryOf(3, 4).subarray(0, 2 * 98)).toEqual(galleryOf(3, 2));
});

it.each([undefined, [0.5, 3, 1]])("cosines are those of double loops, after a division by %j", (scale) => {
  const generator = createGenerator(5);
  const rows = (n: number) => Float64Array.from({ length: 3 * n }, () => generator.normal());
  const [embeddings, gallery] = [rows(4), rows(7)];
  const scores = cosines(embeddings, gallery, 3, scale);
  for (let i = 0; i < 4; i++)
    for (let j = 0; j < 7; j++) {
      const [a, b] = [embeddings.subarray(3 * i, 3 * i + 3), gallery.subarray(3 * j, 3 * j + 3)].map((row) =>
        Array.from(row, (value, k) => value / (scale?.[k] ?? 1)),
      );
      const product = a!.reduce((sum, value, k) => sum + value * b![k]!, 0);
      expect(scores.at(i, j)).toBeCloseTo(product / Math.hypot(...a!) / Math.hypot(...b!), 6);
    }
});
