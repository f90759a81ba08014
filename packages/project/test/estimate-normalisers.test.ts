import { createGenerator } from "@crosstilt/core";
import { exactIndex, type Gallery } from "@crosstilt/retrieval";
import { expect, test } from "vitest";
import { estimateNormalisers } from "../src/estimate-normalisers.js";

const generator = createGenerator(2);
const rows = (count: number, scale: number, bias?: boolean): Gallery => ({
  vectors: Float32Array.from({ length: count * 4 }, () => generator.normal()),
  dimension: 4,
  scale,
  ...(bias ? { bias: Float32Array.from({ length: count }, () => generator.normal()) } : {}),
});

test.each([0.5, 2])(
  "at scale %d, close to the exact normaliser of a gallery that is larger than the sample",
  async (scale) => {
    const gallery = rows(30_000, scale, true);
    const queries = rows(20, scale);
    const index = exactIndex(gallery);
    const estimated = await estimateNormalisers(queries, index, await index.search(queries, 50));
    index.logNormalisers(queries).forEach((exact, row) => {
      expect(Math.abs(estimated[row] - exact)).toBeLessThan(0.35);
    });
  },
);

test("what an approximate search found counts as it is: one entry that outweighs all others", async () => {
  const gallery = rows(10_000, 1);
  gallery.vectors.set([50, 0, 0, 0], 4 * 9_999);
  const queries = { vectors: Float32Array.of(1, 0, 0, 0), dimension: 4, scale: 1 };
  const index = exactIndex(gallery);
  const [estimated] = await estimateNormalisers(queries, index, await index.search(queries, 1));
  expect(estimated).toBeCloseTo(50, 6);
});

test("exact for galleries that are no larger than the sample, whatever was found", async () => {
  const gallery = rows(300, 1, true);
  const queries = rows(5, 1);
  const index = exactIndex(gallery);
  const top = { indices: Int32Array.of(-1, -1, -1, -1, -1), scores: new Float32Array(5), k: 1 };
  (await estimateNormalisers(queries, index, top)).forEach((value, row) => {
    expect(value).toBeCloseTo(index.logNormalisers(queries)[row], 10);
  });
});
