import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { withGradient } from "../src/with-gradient.js";

/** `Σ x² y`, whose gradient is doubled on purpose, so that tfjs's own cannot pass for it. */
const weighed = withGradient((x: tf.Tensor1D, y: tf.Tensor1D) => ({
  value: tf.sum(tf.mul(tf.square(x), y)) as tf.Scalar,
  saved: [x, y],
  gradient: (dy, [a, b]) => [tf.mul(dy, tf.mul(tf.mul(a, b), 4)), tf.mul(dy, tf.mul(tf.square(a), 2))],
}));

onEveryBackend(() => {
  test("an operation has the value of its forward pass and the gradient written for it, and leaves nothing behind", () => {
    const [x, y] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 5])];
    const before = tf.memory().numTensors;
    const found = tf.tidy(() => {
      const scaled = (a: tf.Tensor, b: tf.Tensor) => tf.mul(weighed(a as tf.Tensor1D, b as tf.Tensor1D), 10);
      const { value, grads } = tf.valueAndGrads(scaled)([x, y]);
      return [value, ...grads].map((tensor) => Array.from(tensor.dataSync()));
    });
    expect(found).toEqual([[230], [120, 400], [20, 80]]);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([x, y]);
  });
});
