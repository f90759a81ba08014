import { type FactoredScores, readScores, toForm, topK } from "@crosstilt/core";
import { cosine } from "@crosstilt/metrics";
import * as tf from "@tensorflow/tfjs-core";

/** An image and its likeness to another. */
export interface Neighbour {
  readonly index: number;
  /** The cosine of the embeddings. */
  readonly similarity: number;
}

/** The rows of scores nearest to one of them by the cosine of their embeddings, the row itself left out. */
export async function nearestRows(scores: FactoredScores, index: number, count: number): Promise<Neighbour[]> {
  const form = tf.tidy(() => {
    const { u } = toForm(scores);
    return { ...cosine().form(tf.slice(u, index, 1), u, {}) };
  });
  const { indices, scores: similarities } = topK(await readScores(form), count + 1);
  tf.dispose(form);
  const all = Array.from(indices, (row, i) => ({ index: row, similarity: similarities[i]! }));
  return all.filter((neighbour) => neighbour.index !== index).slice(0, count);
}
