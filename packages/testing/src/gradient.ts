import type { Generator } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { expectClose } from "./check.js";
import { randomLike } from "./random.js";

/** Step of the central difference: large enough for float32, small enough for a smooth function. */
const STEP = 1e-2;
const DIRECTIONS = 4;

/**
 * Compares the gradient of a scalar function of tensors with central differences along random directions.
 *
 * @throws ConformanceError with both numbers when they differ by more than `tolerance`.
 * @example
 * expectGradient("square", ([x]) => tf.sum(tf.square(x)) as tf.Scalar, [x], generator);
 */
export function expectGradient(
  what: string,
  f: (inputs: tf.Tensor[]) => tf.Scalar,
  inputs: readonly tf.Tensor[],
  generator: Generator,
  tolerance = 3e-3,
): void {
  tf.tidy(() => {
    const gradients = tf.grads((...xs: tf.Tensor[]) => f(xs))([...inputs]);
    for (let i = 0; i < DIRECTIONS; i++) {
      const directions = inputs.map((input) => unit(randomLike(generator, input)));
      const predicted = directions.reduce((sum, direction, k) => sum + dot(gradients[k]!, direction), 0);
      const difference = (valueAt(f, inputs, directions, STEP) - valueAt(f, inputs, directions, -STEP)) / (2 * STEP);
      expectClose(`${what}: gradient along random direction ${i}`, [predicted], [difference], tolerance);
    }
  });
}

function valueAt(
  f: (inputs: tf.Tensor[]) => tf.Scalar,
  inputs: readonly tf.Tensor[],
  directions: readonly tf.Tensor[],
  step: number,
): number {
  return tf.tidy(() => f(inputs.map((input, k) => tf.add(input, tf.mul(directions[k]!, step)))).dataSync()[0]!);
}

const dot = (a: tf.Tensor, b: tf.Tensor): number => {
  const [x, y] = [a, b].map((tensor) => Array.from(tensor.dataSync()));
  return x!.reduce((sum, value, i) => sum + value * y![i]!, 0);
};

const unit = (direction: tf.Tensor): tf.Tensor =>
  tf.div(direction, Math.max(Math.sqrt(dot(direction, direction)), 1e-12));
