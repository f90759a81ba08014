import { blocks, type Pairs, type Parameters } from "@crosstilt/core";
import type { BimodalModel } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { type MeasureHooks, pause } from "./pause.js";
import { type BothWays, bothWays } from "./recall.js";

/** Both sides of a gallery as the metric compares them, unit rows `[n, d]` each. The caller disposes of them. */
export interface Gallery {
  readonly u: tf.Tensor2D;
  readonly v: tf.Tensor2D;
}

const BLOCK = 256;

/**
 * Embeds all pairs as the unit rows whose inner products are the cosine of the model's metric, block by block.
 *
 * @throws Interrupted when the signal aborts.
 */
export async function embedGallery(
  model: BimodalModel,
  parameters: Parameters,
  pairs: Pairs,
  { signal, onProgress }: MeasureHooks = {},
): Promise<Gallery> {
  const [u, v]: [tf.Tensor2D[], tf.Tensor2D[]] = [[], []];
  let done = 0;
  try {
    for (const indices of blocks(pairs.length, BLOCK)) {
      const batch = await pairs.batch(indices);
      const form = tf.tidy(() => {
        const embed = (side: "u" | "v") => model.embed(parameters, side, batch[side]);
        const { u: left, v: right } = model.form(parameters, embed("u"), embed("v"));
        return { left, right };
      });
      u.push(form.left);
      v.push(form.right);
      tf.dispose([batch.u, batch.v]);
      done += indices.length;
      onProgress?.(done, pairs.length);
      await pause(signal);
    }
    return { u: tf.concat(u), v: tf.concat(v) };
  } finally {
    tf.dispose([u, v]);
  }
}

/** Recall both ways of a model on pairs. */
export async function recallOn(
  model: BimodalModel,
  parameters: Parameters,
  pairs: Pairs,
  hooks?: MeasureHooks,
): Promise<BothWays> {
  const { u, v } = await embedGallery(model, parameters, pairs, hooks);
  try {
    return await bothWays(u, v);
  } finally {
    tf.dispose([u, v]);
  }
}
