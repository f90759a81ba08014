import { type FactoredScores, factoredScores, takeRows, topK } from "@crosstilt/core";
import type { RowWords } from "./row-words.js";
import { type FilePairs, type Sample, samplesOf } from "./samples.js";

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
  /** The number of pairs. */
  readonly pairs: number;
}

/** What sample `pair` of one side retrieves on the other side, by the scores of all pairs. */
export async function exampleOf(
  {
    scores,
    words,
    ...files
  }: FilePairs & {
    readonly scores: FactoredScores;
    readonly words: Readonly<Record<"u" | "v", RowWords>>;
  },
  { side, pair, k }: { readonly side: "u" | "v"; readonly pair: number; readonly k: number },
): Promise<Example> {
  const { shape, u, v, scale } = side === "u" ? scores : scores.transposed();
  const pairs = shape[1];
  const at = Math.min(pair, pairs - 1);
  const best = topK(factoredScores({ u: takeRows(u, [at]), v, scale }), k);
  const samplesIn = async (of: "u" | "v", indices: readonly number[]): Promise<Sample[]> => {
    const samples = await samplesOf(files, of, indices);
    return samples.map((sample, i) => {
      const row = files.rows[of][indices[i]!]!;
      return { ...sample, row: row + 1, words: words[of](row) };
    });
  };
  const indices = Array.from(best.indices);
  const [asked] = await samplesIn(side, [at]);
  const found = await samplesIn(side === "u" ? "v" : "u", indices);
  const judged = found.map((sample, i) => ({ ...sample, score: best.scores[i]!, right: indices[i] === at }));
  return { query: asked!, found: judged, pairs };
}
