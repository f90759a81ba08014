import { blocks, type Pairs, type Parameters, scores } from "@crosstilt/core";
import type { BimodalModel } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";

const BLOCK = 500;

/** Scores of every image against every label, row-major `[images, classes]`. */
export interface LabelScores {
  readonly images: number;
  readonly classes: number;
  readonly values: Float32Array;
}

/** Embeddings of all images of a data set, `[n, d]`, computed in blocks. The caller disposes of them. */
export async function embedImages(model: BimodalModel, parameters: Parameters, pairs: Pairs): Promise<tf.Tensor2D> {
  const parts: tf.Tensor2D[] = [];
  for (const indices of blocks(pairs.length, BLOCK)) {
    const batch = await pairs.batch(indices);
    parts.push(model.embed(parameters, "u", batch.u));
    tf.dispose(batch);
  }
  const all = tf.concat(parts);
  tf.dispose(parts);
  return all;
}

/** `s(image, label)` for all images and labels of a model. */
export async function labelScores(model: BimodalModel, parameters: Parameters, pairs: Pairs): Promise<LabelScores> {
  const images = await embedImages(model, parameters, pairs);
  const matrix = tf.tidy(() => {
    const labels = tf.range(0, model.dimension, 1, "int32");
    return scores(model.form(parameters, images, model.embed(parameters, "v", labels)));
  });
  const values = (await matrix.data()) as Float32Array;
  tf.dispose([images, matrix]);
  return { images: pairs.length, classes: model.dimension, values };
}
