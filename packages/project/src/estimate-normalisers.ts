import { createGenerator } from "@crosstilt/core";
import { type Embeddings, exactIndex, type TopK, type VectorIndex } from "@crosstilt/retrieval";

/** Entries that stand for the rest of a large gallery. */
const REFERENCES = 4096;

interface References {
  readonly rows: ReadonlySet<number>;
  readonly index: Required<VectorIndex>;
}

const known = new WeakMap<VectorIndex, Promise<References>>();

/**
 * `log Σ_j exp s_ij` of each query without a look at the whole gallery: the answers of an approximate search count as they
 * are, and the rest by the mean over random entries, the same for every query. Exact for galleries that are not larger.
 */
export async function estimateNormalisers(queries: Embeddings, index: VectorIndex, top: TopK): Promise<Float64Array> {
  const drawn = known.get(index) ?? drawReferences(index);
  known.set(index, drawn);
  const references = await drawn;
  const sums = references.index.logNormalisers(queries);
  if (index.size <= REFERENCES) return sums;
  return sums.map((sum, row) => normaliserOf(sum, foundOf(top, row), references.rows, index.size));
}

/** Entries found for a query, with their scores. */
function foundOf({ indices, scores, k }: TopK, row: number): { index: number; score: number }[] {
  const places = Array.from({ length: k }, (_, i) => row * k + i);
  return places.map((at) => ({ index: indices[at], score: scores[at] })).filter(({ index }) => index >= 0);
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
