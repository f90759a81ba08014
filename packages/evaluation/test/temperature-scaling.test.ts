import { useBackend } from "@crosstilt/backends";
import { createGenerator, type FactoredScores, factoredScores } from "@crosstilt/core";
import { beforeAll, expect, test } from "vitest";
import { diagonalPairs, fitTemperature, type PairCounts } from "../src/index.js";

beforeAll(() => useBackend("wasm"));

const [N, D] = [120, 3];
const generator = createGenerator(6);
const u = Float32Array.from({ length: N * D }, () => generator.normal());
const v = u.map((value) => value + 0.7 * generator.normal());
const bias = Float32Array.from({ length: N }, () => 0.3 * generator.normal());

/** The same pairs with all scores multiplied. */
const scoresAt = (factor: number): FactoredScores =>
  factoredScores({
    u: { vectors: u, dimension: D, bias: bias.map((value) => factor * value) },
    v: { vectors: v, dimension: D },
    scale: 0.5 * factor,
  });

/** Mean log loss of pairs both ways at an inverse temperature, by double loops over the frequencies of rows and columns. */
function logLoss(scores: FactoredScores, pairs: PairCounts, beta: number): number {
  const [n, m] = scores.shape;
  const times = { u: new Float64Array(n), v: new Float64Array(m) };
  pairs.count.forEach((count, p) => {
    times.u[pairs.u[p]!]! += count;
    times.v[pairs.v[p]!]! += count;
  });
  let [sum, total] = [0, 0];
  pairs.count.forEach((count, p) => {
    const [i, j] = [pairs.u[p], pairs.v[p]];
    let [row, column] = [0, 0];
    for (let other = 0; other < m; other++) row += times.v[other]! * Math.exp(beta * scores.at(i!, other));
    for (let other = 0; other < n; other++) column += times.u[other]! * Math.exp(beta * scores.at(other, j!));
    sum += count * (Math.log(row) + Math.log(column) - 2 * beta * scores.at(i!, j!));
    total += count;
  });
  return sum / total;
}

async function expectMinimum(scores: FactoredScores, pairs: PairCounts): Promise<void> {
  const beta = 1 / (await fitTemperature(scores, pairs));
  for (const other of [0.2, 0.9, 0.97, 1.03, 1.1, 5])
    expect(logLoss(scores, pairs, other * beta)).toBeGreaterThan(logLoss(scores, pairs, beta));
}

test("pairs are less probable at any other temperature", () => {
  const scores = scoresAt(1);
  return expectMinimum(scores, diagonalPairs(scores));
});

test("the same holds where entries occur several times and have several partners", () => {
  const scores = factoredScores({
    u: { vectors: u.subarray(0, 40 * D), dimension: D },
    v: { vectors: v.subarray(0, 40 * D), dimension: D },
  });
  const rows = Int32Array.from({ length: 80 }, (_, p) => p % 40);
  const columns = rows.map((row, p) => (p < 40 ? row : (row + 3) % 40));
  const count = Float64Array.from(rows, (row, p) => (p < 40 ? 2 + (row % 7) : 1));
  return expectMinimum(scores, { u: rows, v: columns, count });
});

test.each([1e-4, 0.03, 40, 1e4])(
  "scores times %d give that times the temperature: there are no bounds",
  async (factor) => {
    const temperature = await fitTemperature(scoresAt(1));
    expect((await fitTemperature(scoresAt(factor))) / (factor * temperature)).toBeCloseTo(1, 2);
  },
);

test("pairs that all win by themselves end at a finite temperature with nothing left to gain", async () => {
  const matrix = { vectors: Float32Array.of(1, 0, 0, 1), dimension: 2 };
  const scores = factoredScores({ u: matrix, v: matrix });
  const beta = 1 / (await fitTemperature(scores));
  expect(beta).toBeGreaterThan(5);
  expect(beta).toBeLessThan(1e3);
  // Both ways, less the log frequencies of one.
  expect(logLoss(scores, diagonalPairs(scores), beta)).toBeLessThan(1e-3);
});

test("pairs that are not there are refused", async () => {
  const scores = scoresAt(1);
  const pairs = { u: Int32Array.of(0), v: Int32Array.of(N), count: Float64Array.of(1) };
  await expect(fitTemperature(scores, pairs)).rejects.toThrow(
    "pairs[0]: expected a row below 120 and a column below 120",
  );
});
