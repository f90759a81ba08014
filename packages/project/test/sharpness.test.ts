import { createGenerator } from "@crosstilt/core";
import { expect, test } from "vitest";
import { fitSharpness } from "../src/sharpness.js";

const [N, D] = [120, 3];
const generator = createGenerator(6);
const u = Float32Array.from({ length: N * D }, () => generator.normal());
const v = u.map((value) => value + 0.7 * generator.normal());
const bias = Float32Array.from({ length: N }, () => 0.3 * generator.normal());
const scores = { u: { vectors: u, dimension: D, bias }, v: { vectors: v, dimension: D }, scale: 0.5 };

/** Mean surprise of true pairs both ways when scores are multiplied, by double loops. */
function surprise(factor: number): number {
  const score = (i: number, j: number) => {
    let product = 0;
    for (let t = 0; t < D; t++) product += u[i * D + t] * v[j * D + t];
    return factor * (0.5 * product + bias[i]);
  };
  let sum = 0;
  for (let i = 0; i < N; i++) {
    let [row, column] = [0, 0];
    for (let j = 0; j < N; j++) {
      row += Math.exp(score(i, j));
      column += Math.exp(score(j, i));
    }
    sum += Math.log(row) + Math.log(column) - 2 * score(i, i);
  }
  return sum / N;
}

test("true pairs are less probable with any other factor", () => {
  const factor = fitSharpness(scores);
  for (const other of [0.2, 0.8, 0.97, 1.03, 1.25, 5])
    expect(surprise(other * factor)).toBeGreaterThan(surprise(factor));
});

test("a factor in the scores comes out again", () => {
  const factor = fitSharpness(scores);
  const doubled = { ...scores, u: { ...scores.u, bias: bias.map((value) => 2 * value) }, scale: 1 };
  expect(2 * fitSharpness(doubled)).toBeCloseTo(factor, 2);
});

test("pairs of different counts are refused", () => {
  const short = { vectors: v.subarray(D), dimension: D };
  expect(() => fitSharpness({ ...scores, v: short })).toThrow(/pairs: expected 120 rows of v/);
});
