import { demand, type TopK, withPrior } from "@crosstilt/core";
import { searchProbabilities } from "@crosstilt/search";
import { scoresBetween } from "../run/embed.js";
import { indexed, inMemory, type NamedGallery, type SearchedGallery } from "./named-gallery.js";

/** One answer to a query. */
export interface Match {
  /** Its row in the gallery, from 0. */
  readonly index: number;
  readonly name: string;
  /** `s(u, v)`: the log density ratio up to a constant of the model (eqs. 13, 14). */
  readonly score: number;
  /**
   * Its probability among all of the gallery: `softmax_j s_j` (eq. 28), or its share of the positive scores where these are density
   * ratios; null where the loss gives scores no such meaning and no temperature was learned.
   */
  readonly probability: number | null;
}

/** The answers to one query. */
export interface QueryMatches {
  readonly query: string;
  readonly matches: readonly Match[];
  /** Whether the probabilities are estimates: those of an approximate index of a large gallery. */
  readonly estimated?: boolean;
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
  const { readOut } = queries;
  const { top, logNormalisers, estimated } = await searchProbabilities(index, queries.gallery, k, readOut?.logWeight);
  return queries.names.map((query, row) => ({
    query,
    matches: matchesOf(top, row, gallery.names, (score) =>
      readOut === null ? null : Math.min(1, Math.exp((readOut?.logWeight(score) ?? score) - logNormalisers[row])),
    ),
    ...(estimated && { estimated }),
  }));
}

function matchesOf(
  { indices, scores, k }: TopK,
  row: number,
  names: readonly string[],
  probabilityOf: (score: number) => number | null,
): Match[] {
  const places = Array.from({ length: k }, (_, i) => row * k + i).filter((at) => indices[at] >= 0);
  return places.map((at) => ({
    index: indices[at],
    name: names[indices[at]],
    score: scores[at],
    probability: probabilityOf(scores[at]),
  }));
}

/** The gallery with prior probabilities of its entries: their logarithms join the scores (eq. 64). */
export function galleryWithPrior(named: SearchedGallery, prior: ArrayLike<number>): NamedGallery {
  const { side, gallery, names } = inMemory(named);
  const { v } = withPrior(scoresBetween(gallery, gallery), prior);
  return { side, names, gallery: { ...gallery, bias: v.bias } };
}
