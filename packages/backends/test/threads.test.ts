import { createGenerator } from "@crosstilt/core";
import { checkBackend } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { useBackend, useBestBackend } from "../src/index.js";
import { platform } from "../src/wasm/platform-node.js";

/** Value and gradients of a network whose kernels are large enough to be shared. */
function networkBits(): number[] {
  return tf.tidy(() => {
    const { normal } = createGenerator(3);
    const tensor = (shape: number[]) =>
      tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, normal), shape);
    const [x, filter, weights] = [tensor([24, 20, 20, 3]), tensor([5, 5, 3, 8]), tensor([8 * 8 * 8, 200])];
    const f = (...[images, kernel, dense]: tf.Tensor[]) => {
      const pooled = tf.maxPool(tf.relu(tf.conv2d(images as tf.Tensor4D, kernel as tf.Tensor4D, 1, "valid")), 2, 2, 0);
      return tf.sum(tf.square(tf.softmax(tf.matMul(tf.reshape(pooled, [24, -1]), dense as tf.Tensor2D))));
    };
    const gradients = tf.grads(f)([x, filter, weights]);
    return [f(x, filter, weights), ...gradients].flatMap((tensorOf) => Array.from(tensorOf.dataSync()));
  });
}

async function bitsOn(threads: number): Promise<number[]> {
  expect((await useBackend("wasm", { threads })).threads).toBe(threads);
  return networkBits();
}

afterEach(() => vi.restoreAllMocks());

const exitListeners = () =>
  (["uncaughtException", "unhandledRejection"] as const).map((event) =>
    process.listeners(event as "unhandledRejection"),
  );

test.each([1, 2])("starting on %i threads leaves the process's own error listeners alone", async (threads) => {
  const before = exitListeners();
  await useBackend("wasm", { threads });
  expect(exitListeners()).toEqual(before);
});

describe("the number of threads", () => {
  test("is that of the processors, at most 8, unless asked for", async () => {
    expect((await useBestBackend()).threads).toBe(platform.defaultThreads);
    expect(platform.defaultThreads).toBeGreaterThanOrEqual(1);
    expect(platform.defaultThreads).toBeLessThanOrEqual(8);
  });

  test("decides the bits, nothing else does", async () => {
    const first = await bitsOn(2);
    const single = await bitsOn(1);
    expect(await bitsOn(2)).toEqual(first);
    const largest = single.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const errors = single.map((value, i) => Math.abs(value - first[i]!));
    expect(errors.every((error) => error < 1e-4 * largest)).toBe(true);
  });

  test.each([2, 3])("%i: every operation passes", async (threads) => {
    await useBackend("wasm", { threads });
    await checkBackend("wasm");
  });

  test("is kept when nobody asks for another", async () => {
    await useBackend("wasm", { threads: 3 });
    const tensor = tf.ones([4]);
    await useBackend("cpu");
    expect((await useBackend("wasm")).threads).toBe(3);
    expect(Array.from(tensor.dataSync())).toEqual([1, 1, 1, 1]);
    tensor.dispose();
  });

  test("does not change under living tensors", async () => {
    await useBackend("wasm", { threads: 1 });
    const tensor = tf.ones([4]);
    await expect(useBackend("wasm", { threads: 2 })).rejects.toThrow(
      /threads: expected no tensors.*1 tensors.*dispose/,
    );
    expect(Array.from(tensor.dataSync())).toEqual([1, 1, 1, 1]);
    tensor.dispose();
  });

  test.each([0, 1.5, -1, Number.NaN])("%d is refused", async (threads) => {
    await expect(useBackend("wasm", { threads })).rejects.toThrow(/threads: expected a whole number of at least 1/);
  });

  test("falls back to one and says why where the threaded build does not start", async () => {
    await useBackend("wasm", { threads: 1 });
    vi.spyOn(platform.threaded!, "loadModule").mockRejectedValue(new Error("no shared memory"));
    expect(await useBackend("wasm", { threads: 2 })).toMatchObject({
      threads: 1,
      tried: [{ name: "wasm", failure: "no shared memory" }],
    });
    expect(tf.tidy(() => tf.sum(tf.ones([3])).dataSync()[0])).toBe(3);
  });
});
