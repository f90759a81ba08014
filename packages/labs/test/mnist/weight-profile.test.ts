import { createGenerator, denseScores, sample } from "@crosstilt/core";
import { expect, it } from "vitest";
import { weightProfile } from "../../src/mnist/index.js";

const column = (values: readonly number[]) => denseScores(Float64Array.from(values), [values.length, 1]);

it("of equal weights every image holds its share, and half of them half", () => {
  const { largest, half, distinct, held } = weightProfile(column(new Array(50).fill(3)), 0, 10);
  expect(largest).toBeCloseTo(1 / 50, 12);
  expect(half).toBe(25);
  expect(distinct).toBeCloseTo(50 * (1 - (49 / 50) ** 10), 9);
  expect(held.map(([images]) => images)).toEqual([1, 2, 4, 8, 16, 32, 50]);
  for (const [images, share] of held) expect(share).toBeCloseTo(images / 50, 12);
});

it("counts the different images of many draws as drawing them does", () => {
  const generator = createGenerator(3);
  const scores = Array.from({ length: 200 }, () => 2 * generator.normal());
  const { distinct, largest } = weightProfile(column(scores), 0, 300);
  const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
  const weights = Float64Array.from(scores, (score) => Math.exp(score) / total);
  expect(largest).toBeCloseTo(Math.max(...weights), 12);
  const counts = Array.from({ length: 400 }, () => new Set(sample(weights, { count: 300, generator })).size);
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
  expect(Math.abs(mean - distinct)).toBeLessThan(4 * Math.sqrt(variance / counts.length));
});

it("holds everything in one image where that outweighs all others", () => {
  const { largest, half, distinct } = weightProfile(column([0, 900, 0]), 0);
  expect([largest, half, distinct]).toEqual([1, 1, 1]);
});
