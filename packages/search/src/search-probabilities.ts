import { createGenerator, type Embeddings, type TopK } from "@crosstilt/core";
import { exactIndex, type VectorIndex } from "./vector-index.js";

/** Entries that stand for the rest of a large gallery. */
const REFERENCES = 4096;

/** Best entries that a normaliser counts as they are, whatever k is asked for, so that no probability depends on k. */
const DEPTH = 128;

/** What a search found, and what turns its scores into probabilities. */
export interface Probabilities {
  readonly top: TopK;
  /** `log Σ_j exp s_ij` over the whole gallery, `[n]`: the probability of an entry is `exp(s_ij − logNormaliser_i)` (eq. 28). */
  readonly logNormalisers: Float64Array;
  /** Whether the normalisers are estimates: those of an approximate index of a large gallery. */
  readonly estimated: boolean;
}

interface References {
  readonly rows: ReadonlySet<number>;
  readonly index: Required<VectorIndex>;
}

const known = new WeakMap<VectorIndex, Promise<References>>();

/**
 * The k best of a gallery for each query with the normalisers of their probabilities. An exact index sums over all of the
 * gallery. With an approximate one the 128 best count as they are, and the rest by the mean over random entries, the same for
 * every query; that is exact for galleries of up to 4096 entries.
 *
 * @param queries `[n, d]`.
 * @param logWeight of a score (default the score itself): `logRatio` of @crosstilt/core where scores are density ratios; it must
 *   grow with the score.
 * @example
 * const { top, logNormalisers } = await searchProbabilities(index, queries, 5);
 * const probability = Math.exp(top.scores[0] - logNormalisers[0]);
 */
export async function searchProbabilities(
  index: VectorIndex,
  queries: Embeddings,
  k: number,
  logWeight?: (score: number) => number,
): Promise<Probabilities> {
  if (index.logNormalisers) {
    const logNormalisers = await index.logNormalisers(queries, logWeight);
    return { top: await index.search(queries, k), logNormalisers, estimated: false };
  }
  const deep = await index.search(queries, Math.max(k, DEPTH));
  const drawn = known.get(index) ?? drawReferences(index);
  known.set(index, drawn);
  const references = await drawn;
  const sums = await references.index.logNormalisers(queries, logWeight);
  const top = first(deep, k);
  if (index.size <= REFERENCES) return { top, logNormalisers: sums, estimated: false };
  const found = first(deep, DEPTH);
  const logNormalisers = sums.map((sum, row) =>
    normaliserOf(sum, foundOf(found, row, logWeight), references.rows, index.size),
  );
  return { top, logNormalisers, estimated: true };
}

/** The first so many of each row. */
function first({ indices, scores, k }: TopK, width: number): TopK {
  if (width >= k) return { indices, scores, k };
  const kept = (_: number, at: number) => at % k < width;
  return { indices: indices.filter(kept), scores: scores.filter(kept), k: width };
}

/** Entries found for a query, with their log weights. */
function foundOf(
  { indices, scores, k }: TopK,
  row: number,
  logWeight: (score: number) => number = (score) => score,
): { index: number; score: number }[] {
  const places = Array.from({ length: k }, (_, i) => row * k + i);
  return places.map((at) => ({ index: indices[at]!, score: logWeight(scores[at]!) })).filter(({ index }) => index >= 0);
}

/** What is found, plus the mean of the references that are not among it times the number of all others. */
function normaliserOf(
  sum: number,
  found: readonly { index: number; score: number }[],
  references: ReadonlySet<number>,
  count: number,
): number {
  const shift = Math.max(sum, ...found.map(({ score }) => score));
  const among = found.filter(({ index }) => references.has(index));
  const mass = (list: readonly { score: number }[]) =>
    list.reduce((all, { score }) => all + Math.exp(score - shift), 0);
  const others = Math.max(0, Math.exp(sum - shift) - mass(among)) / (references.size - among.length);
  return shift + Math.log(mass(found) + others * (count - found.length));
}

async function drawReferences(index: VectorIndex): Promise<References> {
  const rows = createGenerator(1).permutation(index.size).slice(0, REFERENCES);
  return { rows: new Set(rows), index: exactIndex(await index.take(rows)) };
}
