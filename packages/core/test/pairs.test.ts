import { useBackend } from "@crosstilt/backends";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { arrayPairs, type PairBatch, withGroups, withNegatives } from "../src/index.js";

beforeAll(() => useBackend("cpu"));

const u = { data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] };
const v = { data: Int32Array.of(7, 8, 9), shape: [3] };

/** Shapes and numbers of a batch, which is disposed of. */
function read(batch: PairBatch): Record<string, { shape: number[]; values: number[] }> {
  const entries = Object.entries(batch).map(([name, tensor]) => {
    const values = Array.from((tensor as tf.Tensor).dataSync());
    return [name, { shape: [...(tensor as tf.Tensor).shape], values }];
  });
  tf.dispose(batch);
  return Object.fromEntries(entries);
}

test("arrays whose shape begins with the number of samples are pairs", async () => {
  const pairs = arrayPairs(u, v);
  expect([pairs.length, pairs.shape]).toEqual([3, { u: [2], v: [] }]);
  expect(read(await pairs.batch([2, 0]))).toEqual({
    u: { shape: [2, 2], values: [5, 6, 1, 2] },
    v: { shape: [2], values: [9, 7] },
  });
});

test.each<[string, unknown, unknown, string]>([
  ["sides of different counts", u, { data: Float32Array.of(1, 2), shape: [2] }, "received shapes [3,2] and [2]"],
  ["the shape of one sample", { data: u.data, shape: [2] }, v, "received shape [2] for 6 numbers"],
  ["nested arrays", [[1, 2]], v, "u: expected { data, shape } with a typed array"],
  ["plain arrays", { data: [1, 2, 3], shape: [3] }, v, "u: expected { data, shape } with a typed array"],
  ["nothing", undefined, v, "u: expected { data, shape } with a typed array"],
  ["no samples", { data: new Float32Array(0), shape: [0, 2] }, v, "received shape [0,2] for 0 numbers"],
  ["NaN", u, { data: Float32Array.of(1, Number.NaN, 2), shape: [3] }, "v, sample 1: expected finite numbers"],
  ["more than 32 bits hold", { data: Float64Array.of(1, 1e39), shape: [2] }, v, "u, sample 1: expected finite numbers"],
])("%s are refused", (_, left, right, message) => {
  expect(() => arrayPairs(left as typeof u, right as typeof u)).toThrow(message);
});

test("groups become targets: 1 for pairs of one group", async () => {
  const pairs = withGroups(arrayPairs(u, v), ["a", "b", "a"]);
  expect(read(await pairs.batch([0, 1, 2])).targets).toEqual({ shape: [3, 3], values: [1, 0, 1, 0, 1, 0, 1, 0, 1] });
  expect(read(await pairs.batch([2, 1])).targets!.values).toEqual([1, 0, 0, 1]);
  expect(() => withGroups(arrayPairs(u, v), ["a"])).toThrow("groups: expected 3, one for each pair, received 1");
});

test("extra negatives are drawn without replacement, the same for the same batch", async () => {
  const samples = tf.range(0, 50);
  const pairs = withNegatives(arrayPairs(u, v), samples, { side: "v", count: 20 });
  const [first, again, other] = [
    read(await pairs.batch([0, 1])),
    read(await pairs.batch([0, 1])),
    read(await pairs.batch([1, 2])),
  ];
  expect(first.negativesV!.shape).toEqual([20]);
  expect(new Set(first.negativesV!.values).size).toBe(20);
  expect(first.negativesV!.values.every((value) => value >= 0 && value < 50)).toBe(true);
  expect(again).toEqual(first);
  expect(other.negativesV!.values).not.toEqual(first.negativesV!.values);
  expect(() => withNegatives(arrayPairs(u, v), samples, { side: "u", count: 2 })).toThrow(
    "negatives of u: expected samples of shape [2], received []",
  );
  expect(() => withNegatives(arrayPairs(u, v), samples, { side: "v", count: 51 })).toThrow(
    "count: expected an integer from 1 to the 50 samples",
  );
  samples.dispose();
});
