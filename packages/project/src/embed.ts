import { blocks, type Pairs } from "@crosstilt/core";
import type { SideArray } from "@crosstilt/dataset-files";
import type { FactoredScores, Gallery } from "@crosstilt/retrieval";
import type { Side } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import type { TrainedModel } from "./trained-model.js";

/** Samples that go through an encoder at once. */
const BLOCK = 1024;

/**
 * One side of the model's score form for samples that were read as the training data was (`readSamplesLike`):
 * `s(u, v) = scale · ⟨u, v⟩ + α_u + β_v`, so rows of u and of v, with their biases, are all that scores need.
 *
 * @example
 * const gallery = await embedSamples(run, "v", await readSamplesLike("new.npy", run.description.data.v));
 */
export function embedSamples(trained: TrainedModel, side: Side, { data, shape }: SideArray): Promise<Gallery> {
  const size = shape.reduce((product, length) => product * length, 1);
  return embedBlocks(trained, side, data.length / size, async (rows) => {
    const [from, to] = [rows[0], rows[rows.length - 1] + 1];
    return tf.tensor(data.subarray(from * size, to * size), [to - from, ...shape]);
  });
}

/** Both sides of the score form for all pairs. */
export async function embedPairs(trained: TrainedModel, pairs: Pairs): Promise<FactoredScores> {
  const side = (name: Side) =>
    embedBlocks(trained, name, pairs.length, async (rows) => {
      const batch = await pairs.batch(rows);
      batch[name === "u" ? "v" : "u"].dispose();
      return batch[name];
    });
  const [u, v] = [await side("u"), await side("v")];
  return { u, v, scale: u.scale ?? 1 };
}

/** The scores between queries and a gallery that {@link embedSamples} made of the two sides. */
export const scoresBetween = (queries: Gallery, gallery: Gallery): FactoredScores => ({
  u: queries,
  v: gallery,
  scale: queries.scale ?? 1,
});

/** The other modality. */
export const otherSide = (side: Side): Side => (side === "u" ? "v" : "u");

async function embedBlocks(
  trained: TrainedModel,
  side: Side,
  count: number,
  read: (rows: Int32Array) => Promise<tf.Tensor>,
): Promise<Gallery> {
  const { dimension } = trained.model;
  const { sharpness = 1 } = trained.description;
  const [vectors, bias] = [new Float32Array(count * dimension), new Float32Array(count)];
  let scale = 1;
  for (const rows of blocks(count, BLOCK)) {
    const samples = await read(rows);
    const tensors = tf.tidy(() => formOf(trained, side, samples));
    samples.dispose();
    vectors.set((await tensors.vectors.data()) as Float32Array, rows[0] * dimension);
    bias.set((await tensors.bias.data()) as Float32Array, rows[0]);
    scale = (await tensors.scale.data())[0];
    tf.dispose(tensors);
  }
  const rows = { vectors, dimension, scale: scale * sharpness };
  return bias.some((value) => value !== 0) ? { ...rows, bias: bias.map((value) => value * sharpness) } : rows;
}

/** The samples' part of the score form; the other part is a stand-in, on which it does not depend. */
function formOf({ model, parameters }: TrainedModel, side: Side, samples: tf.Tensor) {
  const own = model.embed(parameters, side, samples);
  const other = tf.ones<tf.Rank.R2>([1, model.dimension]);
  // Both sides are embedded apart, so their parts need one centre.
  const centre = tf.zerosLike(other);
  const form = side === "u" ? model.form(parameters, own, other, centre) : model.form(parameters, other, own, centre);
  const bias = (side === "u" ? form.alpha : form.beta) ?? tf.zeros([own.shape[0]]);
  return {
    vectors: tf.clone(form[side]),
    bias: tf.clone(bias),
    scale: form.scale ? tf.clone(form.scale) : tf.scalar(1),
  };
}
