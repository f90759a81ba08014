import { createGenerator } from "@crosstilt/core";
import { expect, test } from "vitest";
import { exactIndex, type Gallery, searchProbabilities, type VectorIndex } from "../src/index.js";

const generator = createGenerator(2);
const rows = (count: number, scale: number, bias?: boolean): Gallery => ({
  vectors: Float32Array.from({ length: count * 4 }, () => generator.normal()),
  dimension: 4,
  scale,
  ...(bias ? { bias: Float32Array.from({ length: count }, () => generator.normal()) } : {}),
});

/** An index that finds the best but must estimate what they are the best of. */
function approximate(gallery: Gallery): VectorIndex {
  const { logNormalisers: _, ...index } = exactIndex(gallery);
  return { ...index, engine: "approximate" };
}

test.each([0.5, 2])("at scale %d, close to the exact normaliser of a gallery larger than the sample", async (scale) => {
  const gallery = rows(30_000, scale, true);
  const queries = rows(20, scale);
  const exact = await exactIndex(gallery).logNormalisers(queries);
  const { logNormalisers, estimated } = await searchProbabilities(approximate(gallery), queries, 50);
  expect(estimated).toBe(true);
  logNormalisers.forEach((value, row) => {
    expect(Math.abs(value - exact[row]!)).toBeLessThan(0.35);
  });
});

test("no probability depends on how many answers are asked for", async () => {
  const index = approximate(rows(30_000, 2, true));
  const queries = rows(20, 2);
  const [one, five, many] = await Promise.all([1, 5, 300].map((k) => searchProbabilities(index, queries, k)));
  expect([one!.top.k, five!.top.k, many!.top.k]).toEqual([1, 5, 300]);
  expect(one!.logNormalisers).toEqual(many!.logNormalisers);
  expect(five!.logNormalisers).toEqual(many!.logNormalisers);
  for (let row = 0; row < 20; row++)
    expect(five!.top.indices.subarray(5 * row, 5 * row + 5)).toEqual(
      many!.top.indices.subarray(300 * row, 300 * row + 5),
    );
});

test("what an approximate search found counts as it is: one entry that outweighs all others", async () => {
  const gallery = rows(10_000, 1);
  gallery.vectors.set([50, 0, 0, 0], 4 * 9_999);
  const queries = { vectors: Float32Array.of(1, 0, 0, 0), dimension: 4 };
  const { logNormalisers } = await searchProbabilities(approximate(gallery), queries, 1);
  expect(logNormalisers[0]).toBeCloseTo(50, 6);
});

test("exact for galleries that are no larger than the sample, whatever was found", async () => {
  const gallery = rows(300, 1, true);
  const queries = rows(5, 1);
  const nothing = { indices: Int32Array.of(-1, -1, -1, -1, -1), scores: new Float32Array(5), k: 1 };
  const index = { ...approximate(gallery), search: async () => nothing };
  const { logNormalisers, estimated } = await searchProbabilities(index, queries, 1);
  expect(estimated).toBe(false);
  const exact = await exactIndex(gallery).logNormalisers(queries);
  logNormalisers.forEach((value, row) => {
    expect(value).toBeCloseTo(exact[row]!, 10);
  });
});
