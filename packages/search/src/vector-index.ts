import {
  blockBounds,
  countOf,
  demand,
  demandCount,
  demandEmbeddings,
  type Embeddings,
  inTurns,
  mapScores,
  softmaxMomentsSteps,
  type TopK,
  takeRows,
  topKSteps,
  uncheckedScores,
} from "@crosstilt/core";
import { type CodedGallery, canCode, canScan, codedGallery, piece } from "./coded-search.js";
import type { Gallery } from "./gallery.js";

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
  logNormalisers?(queries: Embeddings, logWeight?: (score: number) => number): Promise<Float64Array>;
}

export interface ExactOptions {
  /** Threads that look through codes, in Node; default all processors, at most 8. Browsers always search on one. */
  readonly threads?: number;
}

/** Queries after which codes have paid for themselves: making them takes as long as some 30 searches without. */
const PAID = 32;

/**
 * An index whose answers are those of looking at every vector in float64, ties in order of rows. After some queries a large gallery is
 * coded in a byte a number beside its vectors; codes bound every score, and only what the bounds leave open is scored exactly. Searches
 * let other work have its turn.
 *
 * @example
 * const index = exactIndex({ vectors, dimension: 64 });
 * const { indices, scores } = await index.search({ vectors: query, dimension: 64 }, 5);
 */
export function exactIndex(gallery: Gallery, { threads }: ExactOptions = {}): Required<VectorIndex> {
  demandEmbeddings("gallery", gallery);
  demand(threads === undefined || (Number.isInteger(threads) && threads >= 1), () => ({
    argument: "threads",
    expected: "a whole number of at least 1",
    received: String(threads),
  }));
  const { dimension, scale = 1 } = gallery;
  const bounds = blockBounds(gallery);
  const between = (queries: Embeddings) => uncheckedScores({ u: queries, v: gallery, scale }, bounds);
  const worthIt = canCode(gallery);
  let asked = 0;
  let coding: Promise<CodedGallery | null> | undefined;
  const codesFor = async (queries: Embeddings, k: number) => {
    if (!worthIt || !canScan(k)) return null;
    asked += countOf(queries);
    if (asked >= PAID) coding ??= codedGallery(gallery, threads);
    return coding ?? null;
  };
  return {
    engine: "exact",
    size: countOf(gallery),
    dimension,
    ...inMemory(gallery),
    async search(queries, k) {
      demandQueries(queries, dimension);
      demandCount(k);
      const codes = await codesFor(queries, k);
      const found: TopK[] = [];
      for (const some of piecesOf(queries, codes ? piece.coded : piece.plain)) {
        const scores = between(some);
        const candidates = codes ? (width: number) => codes.candidates(some, width) : scores.candidates;
        found.push(await inTurns(topKSteps({ ...scores, candidates }, k)));
      }
      return joined(found);
    },
    async logNormalisers(queries, logWeight) {
      demandQueries(queries, dimension);
      const scores = between(queries);
      const steps = softmaxMomentsSteps(logWeight ? mapScores(scores, logWeight) : scores);
      return (await inTurns(steps)).logSumExp;
    },
  };
}

/** So many queries at a time. */
function* piecesOf({ vectors, dimension, bias }: Embeddings, count: number): Generator<Embeddings> {
  const n = vectors.length / dimension;
  for (let first = 0; first < n; first += count) {
    const end = Math.min(n, first + count);
    yield {
      vectors: vectors.subarray(first * dimension, end * dimension),
      dimension,
      bias: bias?.subarray(first, end),
    };
  }
}

/** Answers to queries that were asked in pieces. */
function joined(pieces: readonly TopK[]): TopK {
  const size = pieces.reduce((sum, { indices }) => sum + indices.length, 0);
  const [indices, scores] = [new Int32Array(size), new Float32Array(size)];
  let at = 0;
  for (const piece of pieces) {
    indices.set(piece.indices, at);
    scores.set(piece.scores, at);
    at += piece.indices.length;
  }
  return { indices, scores, k: pieces[0]!.k };
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
