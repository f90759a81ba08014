import { createGenerator } from "@crosstilt/core";
import { countOf, exactIndex, type Gallery, type TopK, type VectorIndex } from "@crosstilt/retrieval";
import { takeRows } from "./part.js";

/** Entries that stand for the rest of a large gallery. */
const REFERENCES = 4096;

interface References {
  readonly rows: ReadonlySet<number>;
  readonly index: Required<VectorIndex>;
}

const known = new WeakMap<Gallery, References>();

/**
 * `log Σ_j exp s_ij` of each query without a look at the whole gallery: the answers of an approximate search count as they
 * are, and the rest by the mean over random entries, the same for every query. Exact for galleries that are not larger.
 */
export function estimateNormalisers(queries: Gallery, gallery: Gallery, top: TopK): Float64Array {
  const count = countOf(gallery);
  const references = known.get(gallery) ?? drawReferences(gallery, count);
  known.set(gallery, references);
  const sums = references.index.logNormalisers(queries);
  if (count <= REFERENCES) return sums;
  return sums.map((sum, row) => normaliserOf(sum, foundOf(top, row), references.rows, count));
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

function drawReferences(gallery: Gallery, count: number): References {
  const rows = createGenerator(1).permutation(count).slice(0, REFERENCES);
  const { vectors, dimension, bias, scale } = gallery;
  const chosen = takeRows({ data: vectors, shape: [dimension] }, rows).data;
  const biases = bias && { bias: Float32Array.from(rows, (row) => bias[row]) };
  return { rows: new Set(rows), index: exactIndex({ vectors: chosen, dimension, scale, ...biases }) };
}
