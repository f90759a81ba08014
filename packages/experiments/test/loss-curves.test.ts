// The same seed and data give the same training on every backend: float32 sums in another order are all that differs.
import { type BackendName, useBackend } from "@crosstilt/backends";
import type { Pairs } from "@crosstilt/core";
import { loadMnist } from "@crosstilt/dataset-mnist";
import { leNet, mlp, oneHot } from "@crosstilt/encoders";
import { conditional } from "@crosstilt/losses";
import { cosine } from "@crosstilt/metrics";
import { type BimodalSpec, bimodal, disposeState, fit, startFit } from "@crosstilt/train";
import { beforeAll, describe, expect, test } from "vitest";
import { asynchronousBackends } from "../../../test/asynchronous-backends.js";
import { testedBackends } from "../../../test/backends.js";

interface Training {
  readonly u: BimodalSpec["u"];
  readonly metric?: BimodalSpec["metric"];
  readonly examples: number;
  readonly batchSize: number;
  readonly epochs: number;
}

let train: Pairs;
beforeAll(async () => {
  train = (await loadMnist()).train;
});

/** The losses of all steps of an encoder's training on the first images of MNIST. */
async function lossCurve(
  backend: BackendName,
  threads: number,
  { u, metric = cosine(), examples, ...length }: Training,
): Promise<number[]> {
  await useBackend(backend, { threads });
  const model = bimodal({ u, v: oneHot({ classes: 10 }), metric }, train.shape);
  const options = { loss: conditional({ lambdaU: 1, lambdaV: 1 }), seed: 1, ...length };
  const state = startFit(model, options);
  const losses: number[] = [];
  for await (const event of fit(model, { ...train, length: examples }, state, options))
    if (event.type === "step") losses.push(event.loss);
  disposeState(state);
  return losses;
}

const distance = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((loss, step) => Math.abs(loss - b[step]!)));

describe("the loss from the same seed and data", () => {
  test("of LeNet is the same on every backend to 1e-6, for 4 steps", async () => {
    const length = { u: leNet({ dimension: 10 }), examples: 8, batchSize: 2, epochs: 1 };
    const reference = await lossCurve("cpu", 1, length);
    expect(reference).toHaveLength(4);
    for (const backend of testedBackends)
      expect(distance(await lossCurve(backend, 2, length), reference), backend).toBeLessThan(1e-6);
  });

  test("of LeNet is the same on all fast backends to 2e-5, for 40 steps that learn", async () => {
    const length = { u: leNet({ dimension: 10 }), examples: 640, batchSize: 64, epochs: 4 };
    const reference = await lossCurve("wasm", 1, length);
    expect(reference).toHaveLength(40);
    expect(reference.at(-1)).toBeLessThan(reference[0]! - 0.2);
    for (const backend of testedBackends.filter((name) => name !== "cpu"))
      expect(distance(await lossCurve(backend, 2, length), reference), backend).toBeLessThan(2e-5);
  });

  test("of a multilayer perceptron with a learned temperature is the same on every backend to 1e-5, for 12 steps", async () => {
    const encoder = { u: mlp({ hidden: [16], dimension: 10 }), metric: cosine({ temperature: "learned" }) };
    const length = { ...encoder, examples: 128, batchSize: 32, epochs: 3 };
    const reference = await lossCurve("cpu", 1, length);
    expect(reference).toHaveLength(12);
    for (const backend of asynchronousBackends)
      expect(distance(await lossCurve(backend, 2, length), reference), backend).toBeLessThan(1e-5);
  });
});
