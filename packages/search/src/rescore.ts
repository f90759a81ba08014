import { type Embeddings, type TopK, uncheckedScores } from "@crosstilt/core";
import type { Gallery } from "./gallery.js";

/**
 * Exact scores of what an approximate search found, best first; where it found fewer than k, index −1 and score −∞.
 *
 * @param candidates places in `found` of each query.
 * @param rowOf the gallery's row at a place in `found` (default the place itself).
 */
export function rescore(
  candidates: readonly (readonly number[])[],
  queries: Embeddings,
  found: Gallery,
  k: number,
  rowOf: (place: number) => number = (place) => place,
): TopK {
  const indices = new Int32Array(candidates.length * k).fill(-1);
  const scores = new Float32Array(candidates.length * k).fill(Number.NEGATIVE_INFINITY);
  const exact = uncheckedScores({ u: queries, v: found, scale: found.scale });
  candidates.forEach((places, query) => {
    const scored = places.map((place) => ({ index: rowOf(place), score: exact.at(query, place) }));
    scored.sort((a, b) => b.score - a.score || a.index - b.index);
    scored.slice(0, k).forEach(({ index, score }, i) => {
      indices[query * k + i] = index;
      scores[query * k + i] = score;
    });
  });
  return { indices, scores, k };
}
