import type { Generator } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** Standard normal entries times `scale`. The caller disposes of it. */
export function randomMatrix(generator: Generator, rows: number, columns: number, scale = 1): tf.Tensor2D {
  return tf.tensor2d(
    Float32Array.from({ length: rows * columns }, () => scale * generator.normal()),
    [rows, columns],
  );
}

/** Standard normal entries in the shape of another tensor. The caller disposes of it. */
export function randomLike(generator: Generator, { shape, size }: tf.Tensor): tf.Tensor {
  return tf.tensor(
    Float32Array.from({ length: size }, () => generator.normal()),
    shape,
  );
}
