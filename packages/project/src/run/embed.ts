import {
  blocks,
  type FactoredScores,
  factoredScores,
  type Pairs,
  type SampleArray,
  takeSamples,
} from "@crosstilt/core";
import type { Gallery } from "@crosstilt/search";
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
export function embedSamples(trained: TrainedModel, side: Side, samples: SampleArray): Promise<Gallery> {
  return embedBlocks(trained, side, samples.shape[0], async (rows) => {
    const { data, shape } = takeSamples(samples, rows);
    return tf.tensor(data, [...shape]);
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
  return scoresBetween(u, v);
}

/** The scores between queries and a gallery that {@link embedSamples} made of the two sides. */
export const scoresBetween = (queries: Gallery, gallery: Gallery): FactoredScores =>
  factoredScores({ u: queries, v: gallery, scale: queries.scale });

/** The other modality. */
export const otherSide = (side: Side): Side => (side === "u" ? "v" : "u");

async function embedBlocks(
  trained: TrainedModel,
  side: Side,
  count: number,
  read: (rows: Int32Array) => Promise<tf.Tensor>,
): Promise<Gallery> {
  const { dimension } = trained.model;
  const temperature = trained.description.calibration?.temperature ?? 1;
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
  const rows = { vectors, dimension, scale: scale / temperature };
  return bias.some((value) => value !== 0) ? { ...rows, bias: bias.map((value) => value / temperature) } : rows;
}

/** The samples' part of the score form; the other part is a stand-in, on which it does not depend. */
function formOf({ model, parameters }: TrainedModel, side: Side, samples: tf.Tensor) {
  const own = model.embed(parameters, side, samples);
  const other = tf.ones<tf.Rank.R2>([1, model.dimension]);
  const form = side === "u" ? model.form(parameters, own, other) : model.form(parameters, other, own);
  const bias = (side === "u" ? form.alpha : form.beta) ?? tf.zeros([own.shape[0]]);
  return {
    vectors: tf.clone(form[side]),
    bias: tf.clone(bias),
    scale: form.scale ? tf.clone(form.scale) : tf.scalar(1),
  };
}
