import { useBackend } from "@crosstilt/backends";
import { arrayPairs, createGenerator } from "@crosstilt/core";
import { mlp } from "@crosstilt/encoders";
import { evaluate } from "@crosstilt/evaluation";
import { conditional } from "@crosstilt/losses";
import { cosine } from "@crosstilt/metrics";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { adam, type EpochResult, type TrainOptions, train } from "../src/index.js";

beforeAll(() => useBackend("wasm"));

/** Pairs of n samples that share two numbers. */
function sharedPairs(n: number, seed: number) {
  const { normal } = createGenerator(seed);
  const [u, v]: [number[], number[]] = [[], []];
  for (let i = 0; i < n; i++) {
    const [a, b] = [normal(), normal()];
    u.push(a, b, normal(), a + 0.2 * normal());
    v.push(b + 0.2 * normal(), a - b, normal());
  }
  const arrays = { u: { data: Float32Array.from(u), shape: [n, 4] }, v: { data: Float32Array.from(v), shape: [n, 3] } };
  return { ...arrays, pairs: arrayPairs(arrays.u, arrays.v) };
}

const [{ pairs }, validation, test_] = [sharedPairs(300, 1), sharedPairs(100, 2), sharedPairs(200, 3)];
const spec = {
  u: mlp({ hidden: [16], dimension: 4 }),
  v: mlp({ hidden: [16], dimension: 4 }),
  metric: cosine({ temperature: "learned" }),
  loss: conditional(),
};
const optimizer = adam({ learningRate: 0.02 });
const options: TrainOptions = { validation: validation.pairs, epochs: 15, batchSize: 50, seed: 1, optimizer };

test("arrays become a model that embeds, retrieves and is calibrated", async () => {
  const model = await train(spec, pairs, options);
  const { vectors, dimension, scale } = await model.embed("u", test_.u);
  expect([vectors.length, dimension]).toEqual([800, 4]);
  expect(scale).toBeGreaterThan(0);
  const { uToV, vToU } = await evaluate(model, test_.pairs);
  expect(uToV.metrics["recall@5"]).toBeGreaterThan(0.3);
  expect(vToU.metrics["recall@5"]).toBeGreaterThan(0.3);
  expect(uToV.calibration.expectedCalibrationError).toBeLessThan(0.15);
  expect(model.temperature).not.toBe(1);
  expect(model.epochs).toHaveLength(15);
  model.dispose();
});

/** Pairs in which there is nothing to learn: whatever is learned elsewhere makes them worse. */
const unrelated = arrayPairs(sharedPairs(80, 5).u, sharedPairs(80, 6).v);

test("the weights that are kept are those of the epoch with the lowest validation loss", async () => {
  const overfit = { ...options, epochs: 12, validation: unrelated };
  const lines: EpochResult[] = [];
  const best = await train(spec, sharedPairs(40, 8).pairs, { ...overfit, onEpoch: (line) => lines.push(line) });
  const lowest = lines.reduce((a, b) => ((b.validationLoss ?? 0) < (a.validationLoss ?? 0) ? b : a));
  expect(lowest.epoch).toBeLessThan(12);
  const upTo = await train(spec, sharedPairs(40, 8).pairs, { ...overfit, epochs: lowest.epoch, keep: "last" });
  const numbers = ({ parameters }: typeof best) =>
    Object.values(parameters).map((tensor) => Array.from(tensor.dataSync()));
  expect(numbers(best)).toEqual(numbers(upTo));
  best.dispose();
  upTo.dispose();
});

test("patience ends the training", async () => {
  const model = await train(spec, sharedPairs(40, 8).pairs, {
    ...options,
    validation: unrelated,
    epochs: 500,
    patience: 3,
  });
  const losses = model.epochs.map(({ validationLoss = Number.NaN }) => validationLoss);
  expect(losses.length).toBeLessThan(500);
  expect(losses.indexOf(Math.min(...losses))).toBe(losses.length - 4);
  model.dispose();
});

test("a signal ends it with its reason, and nothing is left behind", async () => {
  const controller = new AbortController();
  const stopped = train(spec, pairs, {
    ...options,
    signal: controller.signal,
    onStep: ({ step }) => step === 3 && controller.abort(new Error("enough")),
  });
  await expect(stopped).rejects.toThrow("enough");
  expect(tf.memory().numTensors).toBe(0);
});

test("samples of another shape, and arrays that are none, are refused", async () => {
  const model = await train(spec, pairs, { epochs: 1 });
  await expect(model.embed("u", { data: new Float32Array(6), shape: [2, 3] })).rejects.toThrow(
    "samples of u: expected shape [n, 4]",
  );
  await expect(model.embed("u", [[1, 2, 3, 4]] as never)).rejects.toThrow(
    "u: expected { data, shape } with a typed array",
  );
  model.dispose();
});
