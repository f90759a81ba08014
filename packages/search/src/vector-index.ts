import {
  blockBounds,
  countOf,
  demand,
  demandEmbeddings,
  type Embeddings,
  logSumExp,
  mapScores,
  type TopK,
  takeRows,
  topK,
  uncheckedScores,
} from "@crosstilt/core";

/** What is searched: the gallery's side of a score form. */
export interface Gallery extends Embeddings {
  /** The inverse temperature of the score form (default 1). */
  readonly scale?: number;
}

/** A way to find the best matches in a gallery. */
export interface VectorIndex {
  /** Name of the engine, such as "exact". */
  readonly engine: string;
  readonly size: number;
  readonly dimension: number;
  /** The k best of the gallery for each query, with their scores `scale · ⟨u, v⟩ + α + β`; indices count the gallery's rows. */
  search(queries: Embeddings, k: number): Promise<TopK>;
  /** The gallery's rows at some places, in that order. */
  take(rows: ArrayLike<number>): Promise<Gallery>;
  /** All of the gallery in order, as many rows at a time as are in memory anyway. */
  batches(): AsyncIterable<Gallery>;
  /** `log Σ_j exp f(s_ij)` over the gallery for each query, `[n]`, f the identity by default; only exact indexes have it. */
  logNormalisers?(queries: Embeddings, logWeight?: (score: number) => number): Float64Array;
}

/**
 * An index that looks at every vector: the oracle that others are measured against, and fast enough for small galleries.
 *
 * @example
 * const index = exactIndex({ vectors, dimension: 64 });
 * const { indices, scores } = await index.search({ vectors: query, dimension: 64 }, 5);
 */
export function exactIndex(gallery: Gallery): Required<VectorIndex> {
  demandEmbeddings("gallery", gallery);
  const { dimension, scale = 1 } = gallery;
  const bounds = blockBounds(gallery);
  const between = (queries: Embeddings) => uncheckedScores({ u: queries, v: gallery, scale }, bounds);
  return {
    engine: "exact",
    size: countOf(gallery),
    dimension,
    ...inMemory(gallery),
    async search(queries, k) {
      demandQueries(queries, dimension);
      return topK(between(queries), k);
    },
    logNormalisers(queries, logWeight) {
      demandQueries(queries, dimension);
      const scores = between(queries);
      return logSumExp(logWeight ? mapScores(scores, logWeight) : scores);
    },
  };
}

/** How the rows of a gallery in memory are read. */
export function inMemory(gallery: Gallery): Pick<VectorIndex, "take" | "batches"> {
  return {
    take: async (rows) => takeRows(gallery, rows),
    async *batches() {
      yield gallery;
    },
  };
}

/** Refuses queries that are empty, of another dimension than the gallery or not finite. */
export function demandQueries(queries: Embeddings, dimension: number): void {
  demandEmbeddings("queries", queries);
  demand(queries.dimension === dimension, () => ({
    argument: "queries",
    expected: `vectors of dimension ${dimension}, as in the gallery`,
    received: String(queries.dimension),
    remedy: "Embed queries and gallery with the same model",
  }));
}

/**
 * The share of the k best that an index finds, measured against an exact search of the same gallery.
 *
 * @example
 * const recall = await indexRecall(approximate, exactIndex(gallery), queries, 10);
 */
export async function indexRecall(
  index: Pick<VectorIndex, "search">,
  oracle: Pick<VectorIndex, "search">,
  queries: Embeddings,
  k: number,
): Promise<number> {
  const [found, wanted] = [await index.search(queries, k), await oracle.search(queries, k)];
  const n = countOf(queries);
  let hits = 0;
  for (let row = 0; row < n; row++) {
    const right = new Set(wanted.indices.subarray(row * wanted.k, (row + 1) * wanted.k));
    for (const index of found.indices.subarray(row * found.k, (row + 1) * found.k)) if (right.has(index)) hits += 1;
  }
  return hits / (n * wanted.k);
}
