// Traps of the stock wasm backend that our kernels repair. A failure here is good news: upstream has mended one, and the
// kernel named in the test can go.
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import "#gradients";
import { beforeAll, describe, expect, test } from "vitest";

beforeAll(async () => {
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  await tf.setBackend("wasm");
});

describe("stock tfjs on wasm still", () => {
  test("adds float32 one after another (kernels/reductions)", () => {
    const total = tf.tidy(() => tf.sum(tf.fill([1000, 1000], 0.1)).dataSync()[0])!;
    expect(Math.abs(total / (1e6 * Math.fround(0.1)) - 1)).toBeGreaterThan(1e-4);
  });

  test("writes integer bits into float32 one-hot rows (kernels/one-hot)", () => {
    const rows = tf.tidy(() => tf.oneHot(tf.tensor1d([1], "int32"), 2, 1, 0, "float32").dataSync());
    expect(rows[1]).not.toBe(1);
  });

  test.each([
    [tf.Conv2DBackpropFilter, "kernels/convolution"],
    [tf.UnsortedSegmentSum, "kernels/segment-sum"],
  ])("lacks %s (%s)", (kernelName) => {
    expect(tf.getKernel(kernelName, "wasm")).toBeUndefined();
  });

  test("sends the gradient of max pooling to the wrong place in negative windows (kernels/pooling)", () => {
    const gradient = tf.tidy(() => {
      const x = tf.tensor4d([-4, -3, -2, -1], [1, 2, 2, 1]);
      return tf
        .grad((image) => tf.maxPool(image as tf.Tensor4D, 2, 2, "valid"))(x)
        .dataSync();
    });
    expect(Array.from(gradient)).not.toEqual([0, 0, 0, 1]);
  });
});
