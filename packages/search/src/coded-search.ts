import { type CandidateBlock, countOf, type Embeddings, inTurns } from "@crosstilt/core";
import { searchKernels } from "#kernels";
import { codeBytes, codeGallery, codeQueries, largestQuery } from "./codes.js";
import type { Gallery } from "./gallery.js";

/** Below so many numbers a gallery is searched in less time than it takes to start. */
const WORTH_IT = 2 ** 20;

/** A memory of WebAssembly holds 4 GiB; this leaves room to compute. */
const MOST_BYTES = 3.5 * 2 ** 30;

/** Finer queries than this keep the bounds narrow; dimensions beyond ten thousand would allow coarser ones only. */
const FINE = 1024;

/** Answers beyond these have so many candidates that looking at everything is as fast. */
const MOST_ANSWERS = 1024;

/** Rows that are noted for each query: what bounds cannot tell apart from the k best. */
const roomFor = (k: number) => Math.max(1024, 8 * k);

/** Bytes of codes in a scan; with the queries of a piece some 20 milliseconds of one thread. */
const SCAN = 2 ** 26;

/** Queries that are searched for together, with codes and without: as many as let others have their turn soon. */
export const piece = { coded: 16, plain: 64 };

/** A gallery in codes, of which the rows that matter to a query are found quickly. */
export interface CodedGallery {
  /** All rows that may be among the k best of a query, for `topK`. */
  candidates(queries: Embeddings, k: number): Iterable<CandidateBlock>;
}

/** Whether codes of a gallery could be made, and would ever be worth it. */
export const canCode = (gallery: Gallery): boolean =>
  gallery.vectors.length >= WORTH_IT &&
  codeBytes(gallery) <= MOST_BYTES &&
  largestQuery(gallery.dimension) >= FINE &&
  typeof WebAssembly !== "undefined";

/** Whether codes find the k best at all faster. */
export const canScan = (k: number): boolean => k <= MOST_ANSWERS;

/** Threads end with the gallery they search. */
const ended = new FinalizationRegistry<() => void>((dispose) => dispose());

/** Codes a gallery, in turns with other work; null where this host has no memory or no kernels for it. */
export async function codedGallery(gallery: Gallery, threads?: number): Promise<CodedGallery | null> {
  const loaded = await searchKernels(codeBytes(gallery), threads).catch(() => null);
  if (!loaded) return null;
  const { arena, kernels } = loaded;
  const codes = await inTurns(codeGallery(gallery, arena));
  const [size, { scale = 1 }] = [countOf(gallery), gallery];
  const rows = Math.max(1024, Math.floor(SCAN / codes.depth));
  const coded: CodedGallery = {
    *candidates(queries, k) {
      const { certain, ...words } = codeQueries(queries, scale, codes);
      for (let begin = 0; begin < size; begin += rows) {
        const end = Math.min(size, begin + rows);
        const found = kernels.screen({ ...codes, ...words, begin, end, k, room: roomFor(k) });
        for (const { candidates, ...range } of found)
          yield { ...range, candidates: candidates.map((places, row) => (certain[row] ? places : null)) };
      }
    },
  };
  ended.register(coded, kernels.dispose);
  return coded;
}
