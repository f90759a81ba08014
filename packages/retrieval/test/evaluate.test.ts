import { createGenerator } from "@crosstilt/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluateRetrieval, type FactoredScores, transposed } from "../src/index.js";
import { matrixOf, randomScores } from "./random-scores.js";

/** Scores that are exactly the given matrix: one-hot queries. */
function scoresFrom(matrix: number[][]): FactoredScores {
  const [n, m] = [matrix.length, matrix[0].length];
  const u = Float32Array.from({ length: n * n }, (_, i) => (Math.floor(i / n) === i % n ? 1 : 0));
  const v = Float32Array.from({ length: m * n }, (_, i) => matrix[i % n][Math.floor(i / n)]);
  return { u: { vectors: u, dimension: n }, v: { vectors: v, dimension: n }, scale: 1 };
}

/** Average precision of one ranking without ties, by its definition. */
function averagePrecision(row: number[], relevant: number[]): number {
  const order = row.map((_, j) => j).sort((a, b) => row[b] - row[a]);
  let [found, sum] = [0, 0];
  order.forEach((j, place) => {
    if (relevant.includes(j)) sum += ++found / (place + 1);
  });
  return sum / relevant.length;
}

test("a perfect model has recall 1 and rank 1 both ways", () => {
  const identity = [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 5 : 0)));
  const { uToV, vToU } = evaluateRetrieval(scoresFrom(identity));
  expect(uToV.metrics).toEqual({
    "recall@1": 1,
    "recall@5": 1,
    "recall@10": 1,
    medianRank: 1,
    meanReciprocalRank: 1,
    meanAveragePrecision: 1,
  });
  expect(vToU).toEqual(uToV);
  expect([uToV.queries, uToV.gallery]).toEqual([3, 3]);
});

test("a model that scores everything alike has the middle rank, not the first", () => {
  const { uToV } = evaluateRetrieval(scoresFrom(Array.from({ length: 9 }, () => new Array(9).fill(1))), {
    ks: [1, 4, 5],
  });
  expect(uToV.metrics).toMatchObject({ "recall@1": 0, "recall@4": 0, "recall@5": 1, medianRank: 5 });
});

test("ranks count strictly better entries and half of the equal ones", () => {
  const { uToV, vToU } = evaluateRetrieval(
    scoresFrom([
      [3, 4, 3, 3],
      [0, 1, 0, 0],
      [9, 8, 7, 6],
      [0, 0, 0, 0],
    ]),
    { ks: [1, 3] },
  );
  // Given u: 1 + 1 + 2/2, 1, 3 and 1 + 3/2.
  expect(uToV.metrics.medianRank).toBe((2.5 + 3) / 2);
  expect(uToV.metrics.meanReciprocalRank).toBeCloseTo((1 / 3 + 1 + 1 / 3 + 1 / 2.5) / 4, 12);
  expect(uToV.metrics["recall@1"]).toBe(0.25);
  expect(uToV.metrics["recall@3"]).toBe(1);
  // Given v: 2, 3, 1 and 1 + 2 + 1/2.
  expect(vToU.metrics.medianRank).toBe(2.5);
});

test("the mean average precision of many relevant entries is that of its definition", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2, max: 40 }), fc.nat(1000), (n, m, seed) => {
      const scores = randomScores(n, m, 3, seed);
      const generator = createGenerator(seed);
      const relevant = Array.from({ length: n }, () =>
        Array.from(generator.permutation(m).slice(0, 1 + generator.integer(m))),
      );
      const matrix = matrixOf(scores);
      const expected = matrix.reduce((sum, row, i) => sum + averagePrecision(row, relevant[i]), 0) / n;
      const { uToV } = evaluateRetrieval(scores, { relevant });
      expect(uToV.metrics.meanAveragePrecision).toBeCloseTo(expected, 10);
      const ranks = matrix.map(
        (row, i) => 1 + row.filter((s, j) => !relevant[i].includes(j) && relevant[i].every((r) => s > row[r])).length,
      );
      expect(uToV.metrics.meanReciprocalRank).toBeCloseTo(ranks.reduce((sum, rank) => sum + 1 / rank, 0) / n, 10);
    }),
    { numRuns: 40 },
  );
});

test("relevant entries that tie with each other do not hurt the query", () => {
  const scores = scoresFrom([
    [2, 2, 1, 0],
    [0, 0, 0, 1],
    [0, 0, 1, 0],
    [1, 0, 0, 0],
  ]);
  const { uToV } = evaluateRetrieval(scores, { relevant: [[0, 1], [], [], []], ks: [1] });
  expect(uToV).toMatchObject({
    queries: 1,
    gallery: 4,
    metrics: { "recall@1": 1, medianRank: 1, meanAveragePrecision: 1 },
  });
});

test("exchanging the sides exchanges the reports, also when entries have several partners", () => {
  const scores = randomScores(3, 4, 2, 8);
  const forth = evaluateRetrieval(scores, { relevant: [[0, 1], [2], [1, 3]] });
  const back = evaluateRetrieval(transposed(scores), { relevant: [[0], [0, 2], [1], [2]] });
  expect([back.vToU, back.uToV]).toEqual([forth.uToV, forth.vToU]);
});

test("bootstrap intervals hold the estimate, are reproducible and cover the truth about as often as they say", () => {
  const report = (seed: number) =>
    evaluateRetrieval(randomScores(60, 60, 4, 3), { bootstrap: { generator: createGenerator(seed), samples: 200 } });
  const { metrics, intervals } = report(1).uToV;
  for (const [name, [lower, upper]] of Object.entries(intervals!)) {
    expect(lower).toBeLessThanOrEqual(metrics[name]);
    expect(upper).toBeGreaterThanOrEqual(metrics[name]);
  }
  expect(report(1)).toEqual(report(1));
  // Right with probability 0.3: the pair's score is 1 or 0 against all others at 0.5.
  const covered = Array.from({ length: 60 }, (_, trial) => {
    const generator = createGenerator(trial);
    const matrix = Array.from({ length: 50 }, (_, i) =>
      Array.from({ length: 50 }, (__, j) => (i === j ? Number(generator.uniform() < 0.3) : 0.5)),
    );
    const [lower, upper] = evaluateRetrieval(scoresFrom(matrix), { ks: [1], bootstrap: { generator, samples: 200 } })
      .uToV.intervals!["recall@1"];
    return lower <= 0.3 && 0.3 <= upper;
  });
  expect(covered.filter(Boolean).length).toBeGreaterThan(50);
});

test("impossible relations and options are refused", () => {
  const scores = randomScores(2, 3, 2, 1);
  expect(() => evaluateRetrieval(scores)).toThrow("relevant: expected to be given when there are not as many rows");
  expect(() => evaluateRetrieval(scores, { relevant: [[0]] })).toThrow(
    "expected 2 lists, one for each row of u, received 1",
  );
  expect(() => evaluateRetrieval(scores, { relevant: [[0], [3]] })).toThrow(
    "relevant[1]: expected different integers from 0 to 2",
  );
  expect(() => evaluateRetrieval(scores, { relevant: [[0, 0], []] })).toThrow("relevant[0]");
  expect(() => evaluateRetrieval(scores, { relevant: [[], []] })).toThrow("at least one relevant entry");
  const square = randomScores(2, 2, 2, 1);
  expect(() => evaluateRetrieval(square, { ks: [0] })).toThrow("ks: expected integers >= 1");
  const generator = createGenerator(1);
  expect(() => evaluateRetrieval(square, { bootstrap: { generator, level: 1 } })).toThrow("a level between 0 and 1");
});
