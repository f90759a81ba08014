import { demandIndices, type Pairs } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import type { LabelledImages } from "./labelled-images.js";

/** Images as u, their labels as v. */
export interface ImagePairs extends Pairs {
  /** The bytes the batches are made from. */
  readonly raw: LabelledImages;
}

/** Gray levels as numbers in [0, 1]. */
const levels = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/**
 * Pairs of image and label: u = images `[n, rows, columns, 1]` with values in [0, 1], v = labels `[n]` (int32). The images
 * stay bytes in memory and become floats batch by batch. The caller disposes of each batch.
 *
 * @example
 * const { u, v } = imagePairs(raw).batch([0, 1, 2]); // u [3, 28, 28, 1], v [3]
 */
export function imagePairs(raw: LabelledImages): ImagePairs {
  const { count, rows, columns, images, labels } = raw;
  const size = rows * columns;
  return {
    raw,
    length: count,
    shape: { u: [rows, columns, 1], v: [] },
    batch(indices) {
      demandIndices(indices, count);
      const n = indices.length;
      const pixels = new Float32Array(n * size);
      for (let i = 0; i < n; i++) {
        const from = indices[i]! * size;
        for (let j = 0; j < size; j++) pixels[i * size + j] = levels[images[from + j]!]!;
      }
      const chosen = Int32Array.from(indices, (index) => labels[index]!);
      return { u: tf.tensor4d(pixels, [n, rows, columns, 1]), v: tf.tensor1d(chosen, "int32") };
    },
  };
}
