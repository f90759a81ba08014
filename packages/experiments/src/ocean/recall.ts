import { demand } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** Retrieval in one direction: share of queries whose partner ranks first, and among the first five. */
export interface Recall {
  readonly r1: number;
  readonly r5: number;
}

/** Retrieval both ways over one gallery. */
export interface BothWays {
  readonly trajectoryToPotential: Recall;
  readonly potentialToTrajectory: Recall;
}

const ROWS = 512;

/**
 * Recall both ways of pairs of embeddings u, v `[n, d]`, scored by their inner products (unit rows for the cosine). Rank = 1 +
 * strictly better candidates + half of the ties. One pass over the score matrix in blocks of rows serves both directions.
 */
export async function bothWays(u: tf.Tensor2D, v: tf.Tensor2D): Promise<BothWays> {
  demand(u.shape[0] === v.shape[0] && u.shape[1] === v.shape[1], () => ({
    argument: "embeddings",
    expected: "u and v of one shape",
    received: `[${u.shape}] and [${v.shape}]`,
  }));
  const n = u.shape[0];
  const own = await ownScores(u, v);
  const [ofU, ofV] = [new Float64Array(n).fill(1), new Float64Array(n).fill(1)];
  for (let start = 0; start < n; start += ROWS) {
    const rows = Math.min(ROWS, n - start);
    const block = await read(() => tf.matMul(rowsOf(u, start), v, false, true));
    for (let i = 0; i < rows; i++) countRow(block.subarray(i * n, (i + 1) * n), start + i, own, ofU, ofV);
  }
  return { trajectoryToPotential: recallOf(ofV), potentialToTrajectory: recallOf(ofU) };
}

/** Scores of the true pairs, by the same arithmetic as all others, so that equal embeddings tie. */
async function ownScores(u: tf.Tensor2D, v: tf.Tensor2D): Promise<Float32Array> {
  const own = new Float32Array(u.shape[0]);
  for (let start = 0; start < own.length; start += ROWS) {
    const block = await read(() => tf.matMul(rowsOf(u, start), rowsOf(v, start), false, true));
    const rows = Math.min(ROWS, own.length - start);
    for (let i = 0; i < rows; i++) own[start + i] = block[i * rows + i];
  }
  return own;
}

const rowsOf = (x: tf.Tensor2D, start: number) => tf.slice(x, start, Math.min(ROWS, x.shape[0] - start));

/** Share of ranks at most 1 and at most 5. */
export function recallOf(ranks: ArrayLike<number>): Recall {
  const share = (k: number) => Array.from(ranks).filter((rank) => rank <= k).length / ranks.length;
  return { r1: share(1), r5: share(5) };
}

/** What one row of scores says about the ranks of its own query and of every column's. */
function countRow(row: Float32Array, i: number, own: Float32Array, ofRow: Float64Array, ofColumn: Float64Array): void {
  const mine = own[i];
  let rank = 0;
  for (let j = 0; j < row.length; j++) {
    if (j === i) continue;
    const score = row[j];
    if (score >= mine) rank += score > mine ? 1 : 0.5;
    const theirs = own[j];
    if (score >= theirs) ofColumn[j] += score > theirs ? 1 : 0.5;
  }
  ofRow[i] += rank;
}

async function read(make: () => tf.Tensor): Promise<Float32Array> {
  const tensor = tf.tidy(make);
  const values = (await tensor.data()) as Float32Array;
  tensor.dispose();
  return values;
}
