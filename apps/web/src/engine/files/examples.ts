import type { Pairs } from "@crosstilt/core";
import { topK, transposed } from "@crosstilt/retrieval";
import * as tf from "@tensorflow/tfjs-core";
import { loadedFiles } from "./load.js";
import { trainedHeads } from "./train.js";

/** A test sample of one side as pages show it. */
export interface Sample {
  /** Its row in the file, from 1. */
  readonly row: number;
  /** Its numbers after the transform; the first of them when there are many. */
  readonly values: readonly number[];
}

/** A query with what it retrieves, best first. */
export interface Example {
  readonly query: Sample;
  readonly found: readonly (Sample & { readonly score: number; readonly right: boolean })[];
  /** The number of test pairs. */
  readonly pairs: number;
}

const SHOWN = 48;

/** What test sample `pair` of one side retrieves on the other side. */
export async function exampleOf(side: "u" | "v", pair: number, k: number): Promise<Example> {
  const { test, origins } = loadedFiles();
  const { scores } = trainedHeads();
  const other = side === "u" ? "v" : "u";
  const all = side === "u" ? scores : transposed(scores);
  const pairs = all.v.vectors.length / all.v.dimension;
  const at = Math.min(pair, pairs - 1);
  const { dimension, vectors, bias } = all.u;
  const query = {
    dimension,
    vectors: vectors.slice(at * dimension, (at + 1) * dimension),
    bias: bias?.slice(at, at + 1),
  };
  const best = topK({ ...all, u: query }, k);
  const indices = Array.from(best.indices);
  const [asked, found] = [await valuesOf(test, side, [at]), await valuesOf(test, other, indices)];
  return {
    query: { row: origins.test.rows[side][at]! + 1, values: asked[0]! },
    found: indices.map((index, i) => ({
      row: origins.test.rows[other][index]! + 1,
      values: found[i]!,
      score: best.scores[i]!,
      right: index === at,
    })),
    pairs,
  };
}

async function valuesOf(test: Pairs, side: "u" | "v", indices: readonly number[]): Promise<number[][]> {
  const batch = await test.batch(indices);
  const values = await batch[side].data();
  tf.dispose([batch.u, batch.v]);
  const width = values.length / indices.length;
  return indices.map((_, i) => Array.from(values.slice(i * width, i * width + Math.min(width, SHOWN))));
}
