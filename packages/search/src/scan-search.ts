import { countOf, type Embeddings, type TopK, topK, uncheckedScores } from "@crosstilt/core";
import { demandQueries, type VectorIndex } from "./vector-index.js";

/**
 * The exact search of a gallery that may be larger than memory: the k best of each batch, and of those the best. It is what
 * approximate indexes are measured against.
 *
 * @example
 * const recall = await indexRecall(index, { search: scanSearch(index) }, queries, 10);
 */
export function scanSearch(index: Pick<VectorIndex, "batches" | "dimension" | "size">): VectorIndex["search"] {
  return async (queries, k) => {
    demandQueries(queries, index.dimension);
    let best: TopK | undefined;
    let first = 0;
    for await (const gallery of index.batches()) {
      const found = topK(uncheckedScores({ u: queries, v: gallery, scale: gallery.scale }), k);
      best = best ? merged(best, found, first, queries, k) : found;
      first += countOf(gallery);
    }
    return best as TopK;
  };
}

/** The best of what earlier batches and the one that begins at row `first` gave; equal scores in order of rows. */
function merged(earlier: TopK, found: TopK, first: number, queries: Embeddings, k: number): TopK {
  const n = countOf(queries);
  const width = Math.min(k, earlier.k + found.k);
  const [indices, scores] = [new Int32Array(n * width), new Float32Array(n * width)];
  for (let row = 0; row < n; row++) {
    let [a, b] = [row * earlier.k, row * found.k];
    const ends = [a + earlier.k, b + found.k];
    for (let at = row * width; at < (row + 1) * width; at++) {
      const takesEarlier = a < ends[0]! && (b === ends[1] || earlier.scores[a]! >= found.scores[b]!);
      indices[at] = takesEarlier ? earlier.indices[a]! : first + found.indices[b]!;
      scores[at] = takesEarlier ? earlier.scores[a++]! : found.scores[b++]!;
    }
  }
  return { indices, scores, k: width };
}
