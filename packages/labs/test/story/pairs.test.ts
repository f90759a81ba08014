import { expect, it } from "vitest";
import { drawPairs, exactPairs, meanNear, shuffledPairs, sortedPairs } from "../../src/story/index.js";

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const job = { correlation: 0.7, count: 20_000, seed: 4 };

it("pairs have the correlation asked for, shuffled ones none, and both the same numbers on each side", () => {
  const pairs = drawPairs(job);
  const product = ({ u, v }: typeof pairs) => mean(u.map((x, i) => x * v[i]!));
  expect(Math.abs(product(pairs) - 0.7)).toBeLessThan(4 * Math.sqrt((1 + 0.49) / job.count));
  const shuffled = shuffledPairs(pairs, 1);
  expect(Math.abs(product(shuffled))).toBeLessThan(4 / Math.sqrt(job.count));
  expect(shuffled.u).toEqual(pairs.u);
  expect(shuffled.v.toSorted()).toEqual(pairs.v.toSorted());
});

it("the mean near a place is ρ times the place for pairs, and 0 for shuffled ones", () => {
  const pairs = drawPairs(job);
  const near = meanNear(pairs, 1, 0.2);
  expect(near.count).toBeGreaterThan(1000);
  expect(Math.abs(near.mean - 0.7)).toBeLessThan(4 * Math.sqrt(0.6 / near.count));
  expect(Math.abs(meanNear(shuffledPairs(pairs, 1), 1, 0.2).mean)).toBeLessThan(4 / Math.sqrt(near.count));
});

it("exact pairs have their moments to rounding", () => {
  const { u, v } = exactPairs({ ...job, count: 500 });
  expect([mean(u), mean(v)].map((value) => Math.abs(value) < 1e-12)).toEqual([true, true]);
  expect(mean(u.map((x) => x * x))).toBeCloseTo(1, 12);
  expect(mean(v.map((x) => x * x))).toBeCloseTo(1, 12);
  expect(mean(u.map((x, i) => x * v[i]!))).toBeCloseTo(0.7, 12);
});

it("sorted pairs stay pairs", () => {
  expect(sortedPairs({ u: [3, 1, 2], v: [30, 10, 20] })).toEqual({ u: [1, 2, 3], v: [10, 20, 30] });
});
