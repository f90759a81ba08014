import { factoredScores, takeRows, topK } from "@crosstilt/core";
import { loadedFiles, loadedWords } from "./load.js";
import { type Sample, samplesOf } from "./samples.js";
import { trainedHeads } from "./train.js";

/** A sample that was retrieved. */
export interface Retrieved extends Sample {
  readonly score: number;
  /** Whether it is the query's partner. */
  readonly right: boolean;
}

/** A query with what it retrieves, best first. */
export interface Example {
  readonly query: Sample;
  readonly found: readonly Retrieved[];
  /** The number of test pairs. */
  readonly pairs: number;
}

/** What test sample `pair` of one side retrieves on the other side. */
export async function exampleOf(side: "u" | "v", pair: number, k: number): Promise<Example> {
  const { scores } = trainedHeads();
  const all = side === "u" ? scores : scores.transposed();
  const pairs = all.shape[1];
  const at = Math.min(pair, pairs - 1);
  const { u, v, scale } = all;
  const best = topK(factoredScores({ u: takeRows(u, [at]), v, scale }), k);
  const indices = Array.from(best.indices);
  const [asked] = await testSamples(side, [at]);
  const found = await testSamples(side === "u" ? "v" : "u", indices);
  const judged = found.map((sample, i) => ({ ...sample, score: best.scores[i]!, right: indices[i] === at }));
  return { query: asked!, found: judged, pairs };
}

/** Test samples of a side with their rows and what those say. */
async function testSamples(side: "u" | "v", indices: readonly number[]): Promise<Sample[]> {
  const { origins } = loadedFiles();
  const words = await loadedWords(side);
  const samples = await samplesOf(side, indices);
  return samples.map((sample, i) => {
    const row = origins.test.rows[side][indices[i]!]!;
    return { ...sample, row: row + 1, words: words(row) };
  });
}
