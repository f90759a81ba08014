import { useBackend } from "@crosstilt/backends";
import { createGenerator, distribution, type Parameters } from "@crosstilt/core";
import { mnistModelNames } from "@crosstilt/experiments/mnist";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { digitScores, type MnistStep, trainDigits } from "../../src/mnist/index.js";

beforeAll(() => useBackend("wasm"));

const IMAGES = 128;
const generator = createGenerator(1);
const pixels = Float32Array.from({ length: IMAGES * 784 }, () => generator.uniform());
const pairs = {
  length: IMAGES,
  shape: { u: [28, 28, 1], v: [] },
  batch: (rows: ArrayLike<number>) => ({
    u: tf.tensor(
      Float32Array.from(Array.from(rows).flatMap((row) => [...pixels.subarray(784 * row, 784 * (row + 1))])),
      [rows.length, 28, 28, 1],
    ),
    v: tf.tensor1d(Array.from(rows, (row) => row % 10)),
  }),
};

it("the three models train one after the other, steps counted over all, and each gives probabilities of labels", async () => {
  const steps: MnistStep[] = [];
  const sums: number[] = [];
  let newest: Parameters = {};
  await trainDigits(
    pairs,
    { epochs: 2, seed: 1 },
    {
      signal: new AbortController().signal,
      pause: async () => {},
      place: (_, parameters) => {
        newest = parameters;
      },
      async report(step) {
        steps.push(step);
        const probabilities = distribution(await digitScores(newest, pixels.slice(0, 784)), 0);
        sums.push(probabilities.reduce((sum, value) => sum + value, 0));
      },
    },
  );
  expect([...new Set(steps.map(({ model }) => model))]).toEqual(mnistModelNames);
  expect(steps.at(-1)).toMatchObject({ step: 6, totalSteps: 6, modelStep: 2 });
  for (const sum of sums) expect(sum).toBeCloseTo(1, 12);
});
