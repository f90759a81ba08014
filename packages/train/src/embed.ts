import {
  blocks,
  type Embeddings,
  type FactoredScores,
  factoredScores,
  type Pairs,
  type Parameters,
  type SampleArray,
  takeSamples,
} from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import type { BimodalModel, Side } from "./model.js";

/** A model with its weights. */
export interface WeightedModel {
  readonly model: BimodalModel;
  readonly parameters: Parameters;
  /** Where embeddings lie, `[dimension]`: metrics of differences subtract it from both sides (default the origin). */
  readonly centre?: readonly number[];
}

/** One side of a score form as numbers: `s(u, v) = scale · ⟨u, v⟩ + α_u + β_v`. */
export interface EmbeddedSamples extends Embeddings {
  readonly scale: number;
}

export interface EmbedHooks {
  /** Told after every block of samples, and awaited: to show progress, and to stop by throwing. */
  onBlock?(done: number, total: number): void | Promise<void>;
}

/** Samples that go through an encoder at once. */
const BLOCK = 1024;

/**
 * One side of the model's score form for samples `[n, …]`, as numbers; rows of u and of v, with their biases, are all that
 * scores need. For a cosine they have length one.
 *
 * @example
 * const { vectors, dimension } = await embedSamples(model, "v", { data, shape: [400, 28, 28] });
 */
export function embedSamples(model: WeightedModel, side: Side, samples: SampleArray): Promise<EmbeddedSamples> {
  return embedBlocks(model, side, samples.shape[0]!, async (rows) => {
    const { data, shape } = takeSamples(samples, rows);
    return tf.tensor(data, [...shape]);
  });
}

/**
 * One side of pairs as numbers, read in blocks.
 *
 * @example
 * const images = await embedSide(model, "u", pairs);
 */
export function embedSide(
  model: WeightedModel,
  side: Side,
  pairs: Pairs,
  hooks: EmbedHooks = {},
): Promise<EmbeddedSamples> {
  const read = async (rows: Int32Array) => {
    const { [side]: samples, ...others } = await pairs.batch(rows);
    tf.dispose(others);
    return samples;
  };
  return embedBlocks(model, side, pairs.length, read, hooks);
}

/**
 * The scores between all samples u and all samples v of pairs, `[n, n]`, in factors.
 *
 * @param hooks told of 2n samples.
 * @example
 * const report = evaluateRetrieval(await embedPairs(model, test));
 */
export async function embedPairs(
  model: WeightedModel,
  pairs: Pairs,
  { onBlock }: EmbedHooks = {},
): Promise<FactoredScores> {
  const side = (name: Side, before: number) =>
    embedSide(model, name, pairs, { onBlock: (done) => onBlock?.(before + done, 2 * pairs.length) });
  const [u, v] = [await side("u", 0), await side("v", pairs.length)];
  return factoredScores({ u, v, scale: u.scale });
}

/**
 * The mean embedding of the first pairs of both sides, `[dimension]`: about it, scores of differences do not cancel in float32.
 *
 * @example
 * const centre = await centreOf(model, pairs);
 */
export async function centreOf({ model, parameters }: WeightedModel, pairs: Pairs): Promise<number[]> {
  const batch = await pairs.batch(Int32Array.from({ length: Math.min(BLOCK, pairs.length) }, (_, i) => i));
  const rows = tf.tidy(() =>
    tf.concat2d([model.embed(parameters, "u", batch.u), model.embed(parameters, "v", batch.v)], 0),
  );
  const values = await rows.data();
  tf.dispose([batch, rows]);
  const sums = new Array<number>(model.dimension).fill(0);
  values.forEach((value, at) => {
    sums[at % model.dimension]! += value;
  });
  return sums.map((sum) => sum / (values.length / model.dimension));
}

async function embedBlocks(
  weighted: WeightedModel,
  side: Side,
  count: number,
  read: (rows: Int32Array) => Promise<tf.Tensor>,
  { onBlock }: EmbedHooks = {},
): Promise<EmbeddedSamples> {
  let [vectors, dimension, scale] = [new Float32Array(), 0, 1];
  const bias = new Float32Array(count);
  for (const rows of blocks(count, BLOCK)) {
    const tensors = formOf(weighted, side, await read(rows));
    // A metric may carry embeddings to a space of its own.
    if (dimension === 0)
      [dimension, vectors] = [tensors.vectors.shape[1], new Float32Array(count * tensors.vectors.shape[1])];
    vectors.set((await tensors.vectors.data()) as Float32Array, rows[0]! * dimension);
    bias.set((await tensors.bias.data()) as Float32Array, rows[0]);
    scale = (await tensors.scale.data())[0]!;
    tf.dispose(tensors);
    await onBlock?.(rows[0]! + rows.length, count);
  }
  return bias.some((value) => value !== 0) ? { vectors, dimension, scale, bias } : { vectors, dimension, scale };
}

/**
 * The samples' part of the score form; the other part is a stand-in, on which it does not depend, and both sides have one centre.
 * Disposes of the samples.
 */
function formOf({ model, parameters, centre }: WeightedModel, side: Side, samples: tf.Tensor) {
  try {
    return tf.tidy(() => {
      const own = model.embed(parameters, side, samples);
      const about = tf.tensor2d([...(centre ?? new Array<number>(model.dimension).fill(0))], [1, model.dimension]);
      const form = side === "u" ? model.form(parameters, own, about, about) : model.form(parameters, about, own, about);
      const bias = (side === "u" ? form.alpha : form.beta) ?? tf.zeros([own.shape[0]]);
      return {
        vectors: tf.clone(form[side]),
        bias: tf.clone(bias),
        scale: form.scale ? tf.clone(form.scale) : tf.scalar(1),
      };
    });
  } finally {
    samples.dispose();
  }
}
