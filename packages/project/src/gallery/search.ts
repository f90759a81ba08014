import { demand, inTurns, type TopK, withPrior } from "@crosstilt/core";
import {
  type ConformalCalibration,
  conformalThreshold,
  leastProbability,
  noPartnerProbability,
  partnerEvidence,
} from "@crosstilt/evaluation";
import { type Cell, type Columns, searchProbabilities } from "@crosstilt/search";
import { scoresBetween } from "../run/embed.js";
import { filteredGallery } from "./filtered-gallery.js";
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
  /** What else is known of it, where the gallery has columns. */
  readonly columns?: Readonly<Record<string, Cell>>;
}

/** The answers to one query. */
export interface QueryMatches {
  readonly query: string;
  readonly matches: readonly Match[];
  /**
   * The probability that no entry of the gallery is its partner; that of the matches is given that one is. Absent where no
   * held-out pairs taught it.
   */
  readonly noPartner?: number;
  /** Whether the probabilities are estimates: those of an approximate index of a large gallery. */
  readonly estimated?: boolean;
}

/** What is asked beside the matches. */
export interface SearchOptions {
  /**
   * A condition on the gallery's columns, as in SQL: `price < 20 and colour = 'red'`. Only entries that meet it are searched, all of them
   * exactly, and probabilities are those among them.
   */
  readonly where?: string;
  /** The share of queries whose partner is in the gallery, above 0 and below 1 (default 0.5), for `noPartner`. */
  readonly prior?: number;
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
  { prior, where }: SearchOptions = {},
): Promise<QueryMatches[]> {
  if (where !== undefined) return within(gallery, where, queries, (some) => searchGallery(queries, some, k, { prior }));
  demand(queries.side !== gallery.side, () => ({
    argument: "gallery",
    expected: "samples of the other side than the queries",
    received: `both of ${queries.side}`,
  }));
  const { index } = indexed(gallery);
  const { readOut } = queries;
  const partner = index.size > 1 ? readOut?.partner?.[queries.side] : undefined;
  const { top, logNormalisers, estimated } = await searchProbabilities(index, queries.gallery, k, readOut?.logWeight);
  const answerTo = (query: string, row: number): QueryMatches => ({
    query,
    matches: matchesOf(top, row, gallery, (score) =>
      readOut === null ? null : Math.min(1, Math.exp((readOut?.logWeight?.(score) ?? score) - logNormalisers[row]!)),
    ),
    ...(partner && {
      noPartner: noPartnerProbability(
        partner,
        partnerEvidence(top.scores[row * top.k]!, logNormalisers[row]!, index.size),
        prior,
      ),
    }),
    ...(estimated && { estimated }),
  });
  return inTurns(eachOf(queries.names, answerTo));
}

/** What is made of each, with a pause after it. */
function* eachOf<T, R>(items: readonly T[], make: (item: T, place: number) => R): Generator<undefined, R[]> {
  const made: R[] = [];
  for (const [place, item] of items.entries()) {
    made.push(make(item, place));
    yield;
  }
  return made;
}

/** Answers that a search for a set begins with. */
const FIRST = 64;

/**
 * For each query the set of entries that holds its partner with the coverage that is asked for, best first: those whose
 * `log ρ` against the other entries of the gallery reaches what held-out pairs of the model taught (split conformal prediction).
 *
 * @throws when the model was calibrated on too few pairs, or on none.
 * @example
 * const [{ matches }] = await searchSets(queries, gallery, { conformal: run.description.calibration?.conformal?.u, coverage: 0.9 });
 */
export async function searchSets(
  queries: NamedGallery,
  gallery: SearchedGallery,
  {
    conformal,
    coverage,
    prior,
    where,
  }: SearchOptions & { readonly conformal?: ConformalCalibration; readonly coverage: number },
): Promise<QueryMatches[]> {
  const threshold = conformal ? conformalThreshold(conformal, coverage) : Number.NEGATIVE_INFINITY;
  demand(threshold > Number.NEGATIVE_INFINITY, () => ({
    argument: "coverage",
    expected: "a model that was calibrated on enough held-out pairs for it",
    received: conformal ? `${conformal.count} pairs for a coverage of ${coverage}` : "none",
    remedy: "Calibrate it on more pairs (crosstilt calibrate), or ask for less",
  }));
  if (where !== undefined)
    return within(gallery, where, queries, (some) => searchSets(queries, some, { conformal, coverage, prior }));
  const size = gallery.names.length;
  const least = leastProbability(threshold, size);
  const belongs = ({ probability }: Match) => (probability ?? 0) >= least;
  for (let k = Math.min(size, FIRST); ; k = Math.min(size, 4 * k)) {
    const found = await searchGallery(queries, gallery, k, { prior });
    if (k === size || found.every(({ matches }) => !belongs(matches[matches.length - 1]!)))
      return found.map((query) => ({ ...query, matches: query.matches.filter(belongs) }));
  }
}

/** What a search of the entries that meet a condition finds, as rows of the whole gallery. */
async function within(
  whole: SearchedGallery,
  where: string,
  { names }: NamedGallery,
  search: (some: SearchedGallery) => Promise<QueryMatches[]>,
): Promise<QueryMatches[]> {
  const { gallery, rows } = await filteredGallery(whole, where);
  if (!gallery) return names.map((query) => ({ query, matches: [] }));
  const found = await search(gallery);
  return found.map((answer) => ({
    ...answer,
    matches: answer.matches.map((match) => ({ ...match, index: rows[match.index]! })),
  }));
}

const cellsOf = (columns: Columns, row: number): Record<string, Cell> =>
  Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, cells[row]!]));

function matchesOf(
  { indices, scores, k }: TopK,
  row: number,
  { names, columns }: SearchedGallery,
  probabilityOf: (score: number) => number | null,
): Match[] {
  const places = Array.from({ length: k }, (_, i) => row * k + i).filter((at) => indices[at]! >= 0);
  return places.map((at) => ({
    index: indices[at]!,
    name: names[indices[at]!]!,
    score: scores[at]!,
    probability: probabilityOf(scores[at]!),
    ...(columns && { columns: cellsOf(columns, indices[at]!) }),
  }));
}

/**
 * The gallery with prior probabilities of its entries: their logarithms join the scores (eq. 64), or, where scores are density ratios
 * themselves, they multiply them. Refuses the latter for metrics with terms of one side alone, whose sums are no product any more.
 */
export function galleryWithPrior(named: SearchedGallery, prior: ArrayLike<number>): NamedGallery {
  const { side, gallery, names, readOut } = inMemory(named);
  const { v } = withPrior(scoresBetween(gallery, gallery), prior);
  if (!readOut?.logWeight) return { side, names, readOut, gallery: { ...gallery, bias: v.bias } };
  demand(gallery.bias === undefined, () => ({
    argument: "prior",
    expected: "none, since scores of this model are density ratios of a metric with terms of one side alone",
    received: `${prior.length} numbers`,
    remedy: "Train it with the inner product or the cosine",
  }));
  const vectors = gallery.vectors.map((value, i) => value * prior[Math.floor(i / gallery.dimension)]!);
  return { side, names, readOut, gallery: { ...gallery, vectors } };
}
