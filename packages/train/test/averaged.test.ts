import { useBackend } from "@crosstilt/backends";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { averaged, disposeState, minimize, sgd, startTraining, weightsOf } from "../src/index.js";

beforeAll(() => useBackend("wasm"));

test("weights are the mean of the last steps, weighed by powers of the decay", async () => {
  const optimizer = averaged(sgd({ learningRate: 0.3 }), 0.6);
  const state = startTraining({ x: tf.tensor1d([2, -1]) }, optimizer);
  const objective = {
    examples: 4,
    load: (rows: Int32Array) => tf.tensor1d(Float32Array.from(rows)),
    evaluate: ({ x }: Record<string, tf.Tensor>, batch: tf.Tensor1D) => ({
      total: tf.sum(tf.square(tf.sub(x!, tf.mean(batch)))) as tf.Scalar,
    }),
  };
  const [path, before]: [number[][], number] = [[], tf.memory().numTensors];
  const fresh = weightsOf(state, optimizer);
  expect(Array.from(fresh.x!.dataSync())).toEqual([2, -1]);
  fresh.x!.dispose();
  for await (const event of minimize(objective, state, { optimizer, epochs: 3, batchSize: 2, seed: 1 }))
    if (event.type === "step") path.push(Array.from(state.parameters.x!.dataSync()));
  const shares = path.map((_, i) => 0.6 ** (path.length - 1 - i));
  const total = shares.reduce((a, b) => a + b, 0);
  const weights = weightsOf(state, optimizer);
  weights.x!.dataSync().forEach((value, j) => {
    expect(value).toBeCloseTo(
      path.reduce((sum, point, i) => sum + (shares[i]! / total) * point[j]!, 0),
      5,
    );
  });
  weights.x!.dispose();
  expect(tf.memory().numTensors).toBe(before);
  disposeState(state);
});

test("a decay outside [0, 1) is refused", () => {
  expect(() => averaged(sgd(), 1)).toThrow(/decay: expected a number >= 0 and < 1, received 1/);
});
