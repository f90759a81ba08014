import { demand } from "@crosstilt/core";
import type { Gallery, TopK } from "@crosstilt/retrieval";
import { estimateNormalisers } from "./estimate-normalisers.js";
import { indexed, inMemory, type NamedGallery, type SearchedGallery } from "./named-gallery.js";

/** One answer to a query. */
export interface Match {
  /** Its row in the gallery, from 0. */
  readonly index: number;
  readonly name: string;
  /** `s(u, v)`: the log density ratio up to a constant of the model (eqs. 13, 14). */
  readonly score: number;
  /** Its probability among all of the gallery, `softmax_j s_j` (eq. 28); estimated with approximate indexes. */
  readonly probability: number;
}

/** The answers to one query. */
export interface QueryMatches {
  readonly query: string;
  readonly matches: readonly Match[];
}

/**
 * The k most probable entries of a gallery for each query, best first, with their probabilities over the whole gallery.
 *
 * @example
 * const [{ matches }] = await searchGallery(await embedFile(run, "u", "new.npy"), await ownGallery(run, "v"), 5);
 */
export async function searchGallery(
  queries: NamedGallery,
  gallery: SearchedGallery,
  k: number,
): Promise<QueryMatches[]> {
  demand(queries.side !== gallery.side, () => ({
    argument: "gallery",
    expected: "samples of the other side than the queries",
    received: `both of ${queries.side}`,
  }));
  const { index } = indexed(gallery);
  const top = await index.search(queries.gallery, k);
  const normalisers =
    index.logNormalisers?.(queries.gallery) ?? (await estimateNormalisers(queries.gallery, index, top));
  return queries.names.map((query, row) => ({ query, matches: matchesOf(top, row, normalisers[row], gallery.names) }));
}

function matchesOf({ indices, scores, k }: TopK, row: number, normaliser: number, names: readonly string[]): Match[] {
  const places = Array.from({ length: k }, (_, i) => row * k + i).filter((at) => indices[at] >= 0);
  return places.map((at) => ({
    index: indices[at],
    name: names[indices[at]],
    score: scores[at],
    probability: Math.min(1, Math.exp(scores[at] - normaliser)),
  }));
}

/** The gallery with prior probabilities of its entries: their logarithms join the scores (eq. 64). */
export function withPrior(named: SearchedGallery, prior: ArrayLike<number>): NamedGallery {
  const { side, gallery, names } = inMemory(named);
  const values = Array.from(prior);
  const total = values.reduce((sum, value) => sum + value, 0);
  const valid = values.length === names.length && values.every((value) => value > 0 && Number.isFinite(value));
  demand(valid && Number.isFinite(total), () => ({
    argument: "prior",
    expected: `${names.length} positive numbers, one for each of ${names.slice(0, 4).join(", ")}${names.length > 4 ? ", …" : ""}`,
    received: `[${values.slice(0, 8).join(", ")}]`,
  }));
  return { side, names, gallery: { ...gallery, bias: addLogPrior(gallery, values, total) } };
}

function addLogPrior({ bias }: Gallery, prior: readonly number[], total: number): Float32Array {
  return Float32Array.from(prior, (value, i) => (bias?.[i] ?? 0) + Math.log(value / total));
}
