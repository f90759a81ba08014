import { createGenerator } from "@crosstilt/core";
import type { FactoredScores } from "@crosstilt/retrieval";
import { expect, test } from "vitest";
import { fitSharpness } from "../src/sharpness.js";

const [N, D] = [120, 3];
const generator = createGenerator(6);
const u = Float32Array.from({ length: N * D }, () => generator.normal());
const v = u.map((value) => value + 0.7 * generator.normal());
const bias = Float32Array.from({ length: N }, () => 0.3 * generator.normal());
const scores = { u: { vectors: u, dimension: D, bias }, v: { vectors: v, dimension: D }, scale: 0.5 };

const paired = Array.from({ length: N }, (_, i) => [i]);

/** Mean surprise of pairs both ways when scores are multiplied, by double loops. */
function surprise(
  { u, v, scale }: FactoredScores,
  pairs: readonly (readonly [number, number])[],
  factor: number,
): number {
  const score = (i: number, j: number) => {
    let product = 0;
    for (let t = 0; t < D; t++) product += u.vectors[i * D + t] * v.vectors[j * D + t];
    return factor * (scale * product + (u.bias?.[i] ?? 0) + (v.bias?.[j] ?? 0));
  };
  const logSum = (count: number, of: (j: number) => number) =>
    Math.log(Array.from({ length: count }, (_, j) => Math.exp(of(j))).reduce((sum, value) => sum + value, 0));
  const both = pairs.map(([i, j]) => {
    const row = logSum(v.vectors.length / D, (other) => score(i, other));
    return row + logSum(u.vectors.length / D, (other) => score(other, j)) - 2 * score(i, j);
  });
  return both.reduce((sum, value) => sum + value, 0) / pairs.length;
}

test("true pairs are less probable with any other factor", () => {
  const factor = fitSharpness(scores, paired);
  const pairs = paired.map(([i]) => [i, i] as const);
  for (const other of [0.2, 0.8, 0.97, 1.03, 1.25, 5])
    expect(surprise(scores, pairs, other * factor)).toBeGreaterThan(surprise(scores, pairs, factor));
});

test("the same holds where a sample has several partners", () => {
  const few = { ...scores, u: { vectors: u.subarray(0, 40 * D), dimension: D, bias: bias.subarray(0, 40) } };
  const relevant = Array.from({ length: 40 }, (_, i) => [i, i + 40, i + 80]);
  const pairs = relevant.flatMap((entries, i) => entries.map((j) => [i, j] as const));
  const factor = fitSharpness(few, relevant);
  for (const other of [0.5, 0.97, 1.03, 2])
    expect(surprise(few, pairs, other * factor)).toBeGreaterThan(surprise(few, pairs, factor));
});

test("a factor in the scores comes out again", () => {
  const factor = fitSharpness(scores, paired);
  const doubled = { ...scores, u: { ...scores.u, bias: bias.map((value) => 2 * value) }, scale: 1 };
  expect(2 * fitSharpness(doubled, paired)).toBeCloseTo(factor, 2);
});
