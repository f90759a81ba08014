import { useBackend } from "@crosstilt/backends";
import { createGenerator, factoredScores } from "@crosstilt/core";
import { beforeAll, expect, it } from "vitest";
import { nearestRows } from "../../src/mnist/index.js";

beforeAll(() => useBackend("wasm"));

it("the nearest rows are those of a sorted double loop over cosines, the row itself left out", async () => {
  const generator = createGenerator(3);
  const vectors = Float32Array.from({ length: 40 * 6 }, () => generator.normal());
  const rows = Array.from({ length: 40 }, (_, i) => vectors.subarray(6 * i, 6 * i + 6));
  const scores = factoredScores({ u: { vectors, dimension: 6 }, v: { vectors, dimension: 6 } });
  const cosine = (a: Float32Array, b: Float32Array) =>
    a.reduce((sum, x, k) => sum + x * b[k]!, 0) / Math.hypot(...a) / Math.hypot(...b);
  const expected = rows
    .map((row, index) => ({ index, similarity: cosine(rows[7]!, row) }))
    .filter(({ index }) => index !== 7)
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, 5);
  const found = await nearestRows(scores, 7, 5);
  expect(found.map(({ index }) => index)).toEqual(expected.map(({ index }) => index));
  found.forEach(({ similarity }, i) => {
    expect(similarity).toBeCloseTo(expected[i]!.similarity, 5);
  });
});
