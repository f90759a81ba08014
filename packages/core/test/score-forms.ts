import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { createGenerator, type ScoreForm } from "../src/index.js";

/** A form with every factor. */
export type FullForm = Required<Omit<ScoreForm, "products">>;

/** A form of so many rows, columns and dimensions; the caller disposes of it. */
export function randomForm([n, m, d]: readonly number[], scale: number): FullForm {
  const generator = createGenerator(n! * 100 + m!);
  const normal = (size: number) => Float32Array.from({ length: size }, () => generator.normal());
  return {
    u: tf.tensor2d(normal(n! * d!), [n!, d!]),
    v: tf.tensor2d(normal(m! * d!), [m!, d!]),
    scale: tf.scalar(scale),
    alpha: tf.tensor1d(normal(n!)),
    beta: tf.tensor1d(normal(m!)),
  };
}

/** Entries within the tolerance, relative to the largest expected one or to 1. */
export function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const magnitude = Math.max(1, ...Array.from(expected, Math.abs));
  for (let i = 0; i < actual.length; i++)
    expect(Math.abs(actual[i]! - expected[i]!), `entry ${i}: ${actual[i]} for ${expected[i]}`).toBeLessThanOrEqual(
      tolerance * magnitude,
    );
}
