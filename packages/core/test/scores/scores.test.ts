import { useBackend } from "@crosstilt/backends";
import { beforeAll, describe, expect, test } from "vitest";
import {
  denseScores,
  diagonal,
  distribution,
  factoredScores,
  logSumExp,
  queryRanks,
  type Scores,
  softmaxMoments,
  withPrior,
} from "../../src/index.js";
import { matrixOf, randomFactors, randomScores } from "./random-scores.js";

beforeAll(() => useBackend("wasm"));

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
/** Large enough for the fast engine. */
const large = randomScores(300, 900, 20, 3);
const dense = denseScores(Float64Array.from(matrixOf(large).flat()), [300, 900]);

test("the fast engine's scores are off by no more than they say, and by more than nothing", () => {
  let [blocks, worst] = [0, 0];
  for (const { row, rows, column, columns, values, error } of large.blocks(1)) {
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(1e-3);
    blocks += 1;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        worst = Math.max(worst, Math.abs(values[i * columns + j]! - large.at(row + i, column + j)) / error);
  }
  expect(blocks).toBe(2);
  expect(worst).toBeGreaterThan(0);
  expect(worst).toBeLessThan(1);
});

test("a tolerance that float32 cannot hold, and none, ask for the exact engine", () => {
  const far = factoredScores({ ...randomFactors(300, 900, 20, 3), scale: 1e30 });
  for (const scores of [large.blocks(), large.blocks(1e-9), far.blocks(1)])
    for (const { error } of scores) expect(error).toBe(0);
});

describe.each<[string, Scores]>([
  ["factors, fast", large],
  ["numbers", dense],
])("of %s", (_, scores) => {
  const matrix = matrixOf(large);

  test("normalisers and softmax means are those of a double loop", () => {
    const { logSumExp: normalisers, mean } = softmaxMoments(scores);
    matrix.forEach((row, i) => {
      const expected = Math.log(sum(row.map(Math.exp)));
      expect(normalisers[i]).toBeCloseTo(expected, 4);
      expect(mean[i]).toBeCloseTo(sum(row.map((score) => score * Math.exp(score - expected))), 4);
    });
    logSumExp(scores.transposed()).forEach((value, j) => {
      expect(value).toBeCloseTo(Math.log(sum(matrix.map((row) => Math.exp(row[j]!)))), 4);
    });
  });

  test("a row's distribution is its softmax", () => {
    const weights = matrix[7]!.map(Math.exp);
    distribution(scores, 7).forEach((share, j) => {
      expect(share).toBeCloseTo(weights[j]! / sum(weights), 12);
    });
  });

  test("ranks are counts of better and equal entries", () => {
    const relevance = matrix.map((__, i) => [i, (i * 7 + 400) % 900]);
    for (const { query, groups } of queryRanks(scores, relevance))
      for (const { better, tied, relevant } of groups) {
        const target = relevance[query]!.find(
          (j) => matrix[query]!.filter((score) => score > matrix[query]![j]!).length === better,
        )!;
        expect(matrix[query]!.filter((score) => score === matrix[query]![target]).length).toBe(tied);
        expect(relevance[query]!.filter((j) => matrix[query]![j] === matrix[query]![target]).length).toBe(relevant);
      }
  });
});

test("ties that float32 hides or makes are ruled by the exact scores", () => {
  const whole = randomScores(300, 900, 20, 5, true);
  const matrix = matrixOf(whole);
  const found = queryRanks(
    whole,
    matrix.map((_, i) => [i]),
  );
  expect(found.map(({ groups: [group] }) => [group!.better, group!.tied])).toEqual(
    matrix.map((row, i) => [row.filter((s) => s > row[i]!).length, row.filter((s) => s === row[i]).length]),
  );
  expect(found.some(({ groups: [group] }) => group!.tied > 1)).toBe(true);
});

test("prior probabilities of columns join the softmax", () => {
  const scores = randomScores(3, 4, 2, 1);
  const prior = [1, 2, 3, 4];
  const weights = matrixOf(scores)[1]!.map((score, j) => prior[j]! * Math.exp(score));
  distribution(withPrior(scores, prior), 1).forEach((share, j) => {
    expect(share).toBeCloseTo(weights[j]! / sum(weights), 6);
  });
  expect(() => withPrior(scores, [1, 2, 3])).toThrow("prior: expected 4 positive numbers");
  expect(() => withPrior(scores, [1, 0, 1, 1])).toThrow("prior: expected 4 positive numbers");
});

test("numbers that are no score matrix are refused, and rectangles have no diagonal", () => {
  expect(() => denseScores(new Float64Array(5), [2, 3])).toThrow("received 5 numbers for the shape [2,3]");
  expect(() => denseScores(Float64Array.of(1, Number.NaN), [1, 2])).toThrow("scores[0, 1]: expected a finite number");
  expect(() => diagonal(randomScores(2, 3, 2, 1))).toThrow("pairs: expected 2 rows of v, as many as of u, received 3");
  const square = randomScores(3, 3, 2, 1);
  expect(Array.from(diagonal(square))).toEqual(matrixOf(square).map((row, i) => row[i]));
});
