import { type Generator, sizeOf } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** Uniform on ±1/√fanIn, which keeps the variance of activations near that of the inputs. */
export function uniformFanIn(shape: number[], fanIn: number, generator: Generator): tf.Tensor {
  const bound = 1 / Math.sqrt(fanIn);
  const size = sizeOf(shape);
  return tf.tensor(
    Float32Array.from({ length: size }, () => bound * (2 * generator.uniform() - 1)),
    shape,
  );
}

/** Normal of variance 1/fanIn. */
export function normalFanIn(shape: number[], fanIn: number, generator: Generator): tf.Tensor {
  const size = sizeOf(shape);
  return tf.tensor(
    Float32Array.from({ length: size }, () => generator.normal() / Math.sqrt(fanIn)),
    shape,
  );
}
