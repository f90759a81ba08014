import { createGenerator } from "@crosstilt/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { matrixOf, randomScores, scoresFrom } from "../../core/test/scores/random-scores.js";
import { evaluateRetrieval } from "../src/index.js";

/** Average precision of one ranking, by its definition. */
function averagePrecision(order: number[], relevant: number[]): number {
  let [found, sum] = [0, 0];
  order.forEach((j, place) => {
    if (relevant.includes(j)) sum += ++found / (place + 1);
  });
  return sum / relevant.length;
}

const sorted = (row: number[]) => row.map((_, j) => j).sort((a, b) => row[b]! - row[a]!);

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

/** A number's mean over every order of a row's entries that keeps better ones before worse ones. */
function overOrders(row: number[], measure: (order: number[]) => number): number {
  const orders = (left: number[]): number[][] => {
    if (left.length === 0) return [[]];
    const best = Math.max(...left.map((j) => row[j]!));
    const firsts = left.filter((j) => row[j] === best);
    return firsts.flatMap((j) => orders(left.filter((other) => other !== j)).map((rest) => [j, ...rest]));
  };
  const values = orders(row.map((_, j) => j)).map(measure);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test("a model that scores everything alike has the recall of chance, and the middle rank", () => {
  const { uToV } = evaluateRetrieval(scoresFrom(Array.from({ length: 100 }, () => new Array(100).fill(1))), {
    ks: [1, 50, 51, 100],
  });
  const { metrics } = uToV;
  for (const k of [1, 50, 51, 100]) expect(metrics[`recall@${k}`]).toBeCloseTo(k / 100, 12);
  expect(metrics.medianRank).toBe(50.5);
});

test("a copy of the right answer costs a perfect model half", () => {
  const matrix = [0, 1, 2, 3].map((i) => [0, 1, 2, 3, 0].map((j) => (i === j ? 5 : 0)));
  const { uToV } = evaluateRetrieval(scoresFrom(matrix), { relevant: [[0], [1], [2], [3]], ks: [1, 2] });
  expect(uToV.metrics).toMatchObject({ "recall@1": (0.5 + 3) / 4, "recall@2": 1 });
});

test("every number is its mean over all orders of tied entries", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(1000), (m, seed) => {
      const generator = createGenerator(seed);
      const row = Array.from({ length: m }, () => generator.integer(3));
      const relevant = Array.from(generator.permutation(m).slice(0, 1 + generator.integer(m)));
      const first = (order: number[]) => 1 + order.findIndex((j) => relevant.includes(j));
      const { metrics } = evaluateRetrieval(scoresFrom([row]), { relevant: [relevant], ks: [1, 2, 3] }).uToV;
      for (const k of [1, 2, 3])
        expect(metrics[`recall@${k}`]).toBeCloseTo(
          overOrders(row, (order) => (first(order) <= k ? 1 : 0)),
          10,
        );
      expect(metrics.medianRank).toBeCloseTo(overOrders(row, first), 10);
      expect(metrics.meanReciprocalRank).toBeCloseTo(
        overOrders(row, (order) => 1 / first(order)),
        10,
      );
      expect(metrics.meanAveragePrecision).toBeCloseTo(
        overOrders(row, (order) => averagePrecision(order, relevant)),
        10,
      );
    }),
    { numRuns: 60 },
  );
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
      const expected = matrix.reduce((sum, row, i) => sum + averagePrecision(sorted(row), relevant[i]!), 0) / n;
      const { uToV } = evaluateRetrieval(scores, { relevant });
      expect(uToV.metrics.meanAveragePrecision).toBeCloseTo(expected, 10);
      const ranks = matrix.map(
        (row, i) =>
          1 + row.filter((s, j) => !relevant[i]!.includes(j) && relevant[i]!.every((r) => s > row[r]!)).length,
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
  const back = evaluateRetrieval(scores.transposed(), { relevant: [[0], [0, 2], [1], [2]] });
  expect([back.vToU, back.uToV]).toEqual([forth.uToV, forth.vToU]);
});

test("bootstrap intervals hold the estimate, are reproducible and cover the truth about as often as they say", () => {
  const report = (seed: number) =>
    evaluateRetrieval(randomScores(60, 60, 4, 3), { bootstrap: { generator: createGenerator(seed), samples: 200 } });
  const { metrics, intervals } = report(1).uToV;
  for (const [name, [lower, upper]] of Object.entries(intervals!)) {
    expect(lower).toBeLessThanOrEqual(metrics[name]!);
    expect(upper).toBeGreaterThanOrEqual(metrics[name]!);
  }
  expect(report(1)).toEqual(report(1));
  // Right with probability 0.3: the pair's score is 1 or 0 against all others at 0.5.
  const covered = Array.from({ length: 60 }, (_, trial) => {
    const generator = createGenerator(trial);
    const matrix = Array.from({ length: 50 }, (_, i) =>
      Array.from({ length: 50 }, (__, j) => (i === j ? Number(generator.uniform() < 0.3) : 0.5)),
    );
    const [lower, upper] = evaluateRetrieval(scoresFrom(matrix), { ks: [1], bootstrap: { generator, samples: 200 } })
      .uToV.intervals!["recall@1"]!;
    return lower <= 0.3 && 0.3 <= upper;
  });
  expect(covered.filter(Boolean).length).toBeGreaterThan(50);
});

test("impossible relations and options are refused", () => {
  const scores = randomScores(2, 3, 2, 1);
  expect(() => evaluateRetrieval(scores)).toThrow("pairs: expected to be given when there are not as many rows");
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
