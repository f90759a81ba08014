import fc from "fast-check";
import { expect, test } from "vitest";
import { type FactoredScores, factoredScores, topK } from "../../src/index.js";
import { matrixOf, randomEmbeddings, randomFactors, randomScores } from "./random-scores.js";

/** The answer by sorting every row. */
function sortedTopK(scores: FactoredScores, k: number): number[][] {
  return matrixOf(scores).map((row) =>
    row
      .map((score, index) => ({ score, index }))
      .sort((a, b) => b.score - a.score || a.index - b.index)
      .slice(0, k)
      .map(({ index }) => index),
  );
}

test("blocks hold every entry of the score matrix once, at any edge", () => {
  for (const [n, m] of [
    [1, 1],
    [3, 2],
    [65, 5],
    [2, 1027],
    [130, 1030],
  ]) {
    const scores = randomScores(n!, m!, 3, n! + m!);
    const found = Array.from({ length: n! }, () => new Float64Array(m!).fill(Number.NaN));
    let twice = 0;
    for (const { row, rows, column, columns, values: block } of scores.blocks()) {
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          if (!Number.isNaN(found[row + i]![column + j])) twice += 1;
          found[row + i]![column + j] = block[i * columns + j]!;
        }
      }
    }
    expect(twice).toBe(0);
    expect(found.map((row) => Array.from(row))).toEqual(matrixOf(scores));
    expect(scores.at(n! - 1, m! - 1)).toBe(found[n! - 1]![m! - 1]);
  }
});

test("the k best are those of a full sort, equal scores in order of their index", () => {
  const sizes = fc.record({
    n: fc.integer({ min: 1, max: 70 }),
    m: fc.integer({ min: 1, max: 90 }),
    k: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(sizes, fc.nat(1000), fc.boolean(), ({ n, m, k }, seed, whole) => {
      const scores = randomScores(n, m, 2, seed, whole);
      const best = topK(scores, k);
      expect(best.k).toBe(Math.min(k, m));
      const rows = Array.from({ length: n }, (_, i) => Array.from(best.indices.subarray(i * best.k, (i + 1) * best.k)));
      expect(rows).toEqual(sortedTopK(scores, k));
      rows.forEach((row, i) => {
        row.forEach((j, place) => {
          expect(best.scores[i * best.k + place]).toBe(Math.fround(scores.at(i, j)));
        });
      });
    }),
    { numRuns: 60 },
  );
});

test("rows longer than a block are searched to their end", () => {
  const scores = randomScores(2, 2500, 4, 5, true);
  expect(Array.from(topK(scores, 7).indices)).toEqual(sortedTopK(scores, 7).flat());
});

test("what cannot be searched is refused", () => {
  const good = randomFactors(2, 3, 2, 1);
  expect(() => topK(factoredScores(good), 0)).toThrow("k: expected an integer >= 1, received 0");
  expect(() => factoredScores({ ...good, v: randomEmbeddings(3, 4, 1) })).toThrow(
    "u and v of one dimension, received 2 and 4",
  );
  expect(() => factoredScores({ ...good, u: { vectors: new Float32Array(0), dimension: 2 } })).toThrow(
    "u: expected at least one row",
  );
  expect(() => factoredScores({ ...good, u: { vectors: new Float32Array(3), dimension: 2 } })).toThrow(
    "3 numbers of dimension 2",
  );
  expect(() => factoredScores({ ...good, v: { ...good.v, bias: new Float32Array(2) } })).toThrow(
    "v.bias: expected 3 numbers",
  );
  const broken = Float32Array.of(0, 0, 0, Number.NaN);
  expect(() => factoredScores({ ...good, u: { vectors: broken, dimension: 2 } })).toThrow(
    "u, row 1: expected finite numbers, received NaN",
  );
  expect(() => factoredScores({ ...good, scale: Number.POSITIVE_INFINITY })).toThrow("scale: expected a finite number");
});
