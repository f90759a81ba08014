import { demand, distribution, type FactoredScores, factoredScores, topK } from "@crosstilt/core";
import { readSamplesLike, type SideSource } from "@crosstilt/dataset-files";
import { embedSamples, type TrainedModel } from "@crosstilt/project/browser";
import type { RowWords, Word } from "./row-words.js";
import type { FilePairs } from "./samples.js";

/** Samples of one's own to ask a model with. */
export interface OwnQueries {
  readonly side: "u" | "v";
  /** A file of such samples, with the columns of the training data. */
  readonly source: SideSource;
  /** Entries to name for each. */
  readonly k: number;
  /** A column of words of the other side whose values are the classes to weigh; empty for none. */
  readonly column: string;
}

/** An entry and how much of the conditional probability it has. */
export interface Weighed {
  /** Its row in the file, from 1. */
  readonly row: number;
  readonly words: readonly Word[];
  readonly probability: number;
}

/** What a model says of one sample: `ν(entry | sample)` over all entries of the other side. */
export interface OwnAnswer {
  readonly found: readonly Weighed[];
  /** Classes by their share of the probability, the heaviest first; rows without a value are in none. */
  readonly classes: readonly (readonly [name: string, probability: number])[];
}

/** Queries that are answered at once. */
const MOST = 50;

/**
 * Asks a model with samples that are in none of its files. Probabilities are calibrated as the model is.
 *
 * @throws when the samples do not fit the training data, with file, row and column, or are more than 50.
 */
export async function askOwn(
  asked: FilePairs & {
    readonly trained: TrainedModel;
    readonly scores: FactoredScores;
    readonly words: Readonly<Record<"u" | "v", RowWords>>;
  },
  { side, source, k, column }: OwnQueries,
): Promise<OwnAnswer[]> {
  const { trained, scores, words, metadata, rows } = asked;
  const samples = await readSamplesLike(source, metadata[side]);
  const count = samples.shape[0]!;
  demand(count <= MOST, () => ({
    argument: source.path,
    expected: `at most ${MOST} rows`,
    received: String(count),
    remedy: "Ask with fewer at a time",
  }));
  const other = side === "u" ? "v" : "u";
  const queries = await embedSamples(trained, side, samples);
  const matrix = factoredScores({ u: queries, v: scores[other], scale: queries.scale });
  const best = topK(matrix, k);
  const shown = best.indices.length / count;
  return Array.from({ length: count }, (_, i) => {
    const weights = distribution(matrix, i);
    const found = Array.from(best.indices.subarray(i * shown, (i + 1) * shown), (entry) => {
      const row = rows[other][entry]!;
      return { row: row + 1, words: words[other](row), probability: weights[entry]! };
    });
    return { found, classes: column === "" ? [] : classesOf(weights, rows[other], words[other], column) };
  });
}

function classesOf(weights: Float64Array, rows: ArrayLike<number>, words: RowWords, column: string) {
  const shares = new Map<string, number>();
  weights.forEach((weight, entry) => {
    const name = words(rows[entry]!).find(([of]) => of === column)?.[1];
    if (name !== undefined) shares.set(name, (shares.get(name) ?? 0) + weight);
  });
  return [...shares].sort(([, a], [, b]) => b - a);
}
