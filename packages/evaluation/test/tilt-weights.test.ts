import { useBackend } from "@crosstilt/backends";
import { createGenerator, factoredScores } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { fitTemperature, fitTiltWeights, type PairCounts } from "../src/index.js";

beforeAll(() => useBackend("wasm"));

const { normal } = createGenerator(5);
const [N, M] = [14, 11];
const matrix = (noise: number) =>
  Array.from({ length: N }, (_, i) => Array.from({ length: M }, (_, j) => (i % M === j ? 1.5 : 0) + noise * normal()));
const pairs: PairCounts = {
  u: Int32Array.from({ length: N }, (_, i) => i),
  v: Int32Array.from({ length: N }, (_, i) => i % M),
  count: Float64Array.from({ length: N }, (_, i) => 1 + (i % 3)),
};

/** `½E[log Σ_j m_j e^{s_ij} − s_ij]` both ways, in float64. */
function lossOf(scores: number[][]): number {
  const total = pairs.count.reduce((a, b) => a + b, 0);
  const [rows, columns] = [new Array<number>(N).fill(0), new Array<number>(M).fill(0)];
  let sum = 0;
  pairs.count.forEach((count, p) => {
    rows[pairs.u[p]!]! += count / total;
    columns[pairs.v[p]!]! += count / total;
    sum -= (count / total) * scores[pairs.u[p]!]![pairs.v[p]!]!;
  });
  for (let i = 0; i < N; i++) {
    let z = 0;
    for (let j = 0; j < M; j++) z += columns[j]! * Math.exp(scores[i]![j]!);
    sum += (rows[i]! * Math.log(z)) / 2;
  }
  for (let j = 0; j < M; j++) {
    let z = 0;
    for (let i = 0; i < N; i++) z += rows[i]! * Math.exp(scores[i]![j]!);
    sum += (columns[j]! * Math.log(z)) / 2;
  }
  return sum;
}

const summed = (terms: number[][][], weights: readonly number[]) =>
  terms[0]!.map((row, i) => row.map((_, j) => terms.reduce((sum, term, k) => sum + weights[k]! * term[i]![j]!, 0)));

async function fitted(terms: number[][][]) {
  const tensors = terms.map((rows) => tf.tensor2d(rows));
  const before = tf.memory().numTensors;
  const found = await fitTiltWeights(tensors, pairs);
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose(tensors);
  return found;
}

describe("weights of a sum of tilts", () => {
  const terms = [matrix(0.8), matrix(1), matrix(1.2)];

  test("are where the loss, in float64, is least, and say what it is", async () => {
    const { weights, loss } = await fitted(terms);
    expect(loss).toBeCloseTo(lossOf(summed(terms, weights)), 5);
    expect(loss).toBeLessThan(0);
    for (let k = 0; k < terms.length; k++)
      for (const change of [-0.02, 0.02]) {
        const moved = weights.map((weight, l) => (l === k ? Math.max(0, weight + change) : weight));
        expect(lossOf(summed(terms, moved))).toBeGreaterThan(loss - 1e-6);
      }
  });

  test("are never negative: a term that misleads has none", async () => {
    const misled = terms[0]!.map((row) => row.map((value) => -value));
    const { weights, loss } = await fitted([terms[0]!, misled]);
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
    expect(weights[0]! - weights[1]!).toBeCloseTo((await fitted([terms[0]!])).weights[0]!, 2);
    expect((await fitted([misled])).weights).toEqual([0]);
    expect(loss).toBeCloseTo((await fitted([terms[0]!])).loss, 5);
  });

  test("of one term are the inverse of the temperature", async () => {
    const scores = factoredScores({
      u: { vectors: Float32Array.from(terms[1]!.flat()), dimension: M },
      v: { vectors: Float32Array.from({ length: M * M }, (_, i) => (i % (M + 1) === 0 ? 1 : 0)), dimension: M },
    });
    const { weights } = await fitted([terms[1]!]);
    expect(weights[0]!).toBeCloseTo(1 / (await fitTemperature(scores, pairs)), 3);
  });

  test.each([1e-4, 1e4])("do not depend on the scale of scores, here %f", async (factor) => {
    const { weights, loss } = await fitted([terms[0]!.map((row) => row.map((value) => value * factor))]);
    const plain = await fitted([terms[0]!]);
    expect(weights[0]! * factor).toBeCloseTo(plain.weights[0]!, 2);
    expect(loss).toBeCloseTo(plain.loss, 4);
  });

  test("are refused of no terms and of matrices of two shapes", async () => {
    await expect(fitTiltWeights([], pairs)).rejects.toThrow(/terms: expected at least one matrix/);
    const odd = [tf.zeros([N, M]), tf.zeros([N, M + 1])] as tf.Tensor2D[];
    await expect(fitTiltWeights(odd, pairs)).rejects.toThrow(/all of one shape/);
    tf.dispose(odd);
  });
});
