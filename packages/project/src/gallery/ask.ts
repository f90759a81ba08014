import { createGenerator, distribution, effectiveSampleSize, perplexity, refusal, sample } from "@crosstilt/core";
import { columnWords, readingLike, samplesLike } from "@crosstilt/dataset-files";
import type { Side } from "@crosstilt/train";
import { otherSide, scoresBetween } from "../run/embed.js";
import { logWeights, noReadOut, readOutOf } from "../run/read-out.js";
import type { Run } from "../run/run.js";
import {
  embedFile,
  embedNamed,
  inMemory,
  type NamedGallery,
  ownGallery,
  placesOf,
  type SamplesSource,
  type SearchedGallery,
  wordGallery,
} from "./named-gallery.js";
import { galleryWithPrior, type Match, type QueryMatches, searchGallery, searchSets } from "./search.js";

interface Question {
  /** The side the queries are of. */
  readonly given: Side;
  readonly queries: SamplesSource | SampleValues;
}

/** Samples as values: an object of columns, the list of their values, or the bare text of a side with one column of it. */
export interface SampleValues {
  readonly values: readonly unknown[];
}

export interface RetrieveOptions extends Question {
  /** Samples of the other side (default all of the run's own data), or a gallery that is embedded or stored. */
  readonly gallery?: SamplesSource | SearchedGallery;
  /** How many answers (default 5). */
  readonly k?: number;
  /** In place of k: sets that hold the partner with this probability, above 0 and below 1. */
  readonly coverage?: number;
  /** The share of queries whose partner is in the gallery, above 0 and below 1 (default 0.5), for `noPartner`. */
  readonly prior?: number;
  /** A condition on the gallery's columns, such as `price < 20 and colour = 'red'`; only entries that meet it are searched. */
  readonly where?: string;
}

/**
 * The best matches of the other modality for each query (Alg. 1), with calibrated probabilities.
 *
 * @example
 * const [{ matches }] = await retrieve(run, { given: "u", queries: "photo.npy", k: 5 });
 */
export async function retrieve(run: Run, options: RetrieveOptions): Promise<QueryMatches[]> {
  const { given, queries, k = 5, coverage, prior, where } = options;
  const [question, gallery] = [await embedAsked(run, given, queries), await galleryOf(run, options)];
  if (coverage === undefined) return searchGallery(question, gallery, k, { prior, where });
  return searchSets(question, gallery, {
    conformal: run.description.calibration?.conformal?.[given],
    coverage,
    prior,
    where,
  });
}

export interface ClassifyOptions extends Question {
  /** One sample of the other side for each class, or a gallery such as `finetune` makes; default the words of that side. */
  readonly classes?: SamplesSource | SearchedGallery;
  /** Prior probability of each class (default equal). */
  readonly prior?: ArrayLike<number>;
  /** How many classes to name for each query (default 3). */
  readonly k?: number;
  /** A column of the queries' file with the true class. */
  readonly truth?: string;
}

export interface Classification {
  readonly classes: readonly string[];
  readonly queries: readonly (QueryMatches & { readonly label: string; readonly truth?: string })[];
  /** Share of right labels, when the truth was given. */
  readonly accuracy?: number;
}

/**
 * Zero-shot classification: the most probable class of each query and its probability (Alg. 2, eq. 64).
 *
 * @example
 * const { queries } = await classify(run, { given: "u", queries: "new.npy", classes: { path: "classes.csv", key: "name" } });
 */
export async function classify(run: Run, options: ClassifyOptions): Promise<Classification> {
  const { given, queries: source, classes, prior, k = 3, truth } = options;
  const plain = classes === undefined ? await wordGallery(run, otherSide(given)) : await loaded(run, given, classes);
  const gallery = prior ? galleryWithPrior(plain, prior) : plain;
  const truths = truth === undefined ? undefined : await truthsOf(run, given, source, truth, gallery.names);
  const found = await searchGallery(await embedAsked(run, given, source), gallery, k);
  const queries = found.map(({ query, matches }, i) => ({
    query,
    matches,
    label: matches[0]!.name,
    ...(truths ? { truth: truths[i] } : {}),
  }));
  const right = queries.filter(({ label, truth: wanted }) => label === wanted).length;
  return { classes: gallery.names, queries, ...(truths ? { accuracy: right / queries.length } : {}) };
}

/** The true classes of queries in a file; refuses words that are no class. */
async function truthsOf(
  run: Run,
  given: Side,
  source: Question["queries"],
  column: string,
  classes: readonly string[],
): Promise<string[]> {
  if (typeof source !== "string" && "values" in source)
    throw refusal({ argument: "truth", expected: "queries in a file, which has the column", received: "values" });
  const path = typeof source === "string" ? source : source.path;
  const truths = await columnWords(path, column, readingLike(path, run.description.data[given]));
  placesOf(`${path}, column "${column}"`, truths, classes);
  return truths;
}

/** Queries as a gallery; texts are called by themselves, other values by their place. */
async function embedAsked(run: Run, given: Side, queries: Question["queries"]): Promise<NamedGallery> {
  if (typeof queries === "string" || !("values" in queries)) return embedFile(run, given, queries);
  const { values } = queries;
  const names = values.map((value, i) => (typeof value === "string" ? value : String(i)));
  return embedNamed(run, given, samplesLike(values, run.description.data[given]), names);
}

export interface SampleFromOptions extends Question {
  readonly gallery?: SamplesSource | SearchedGallery;
  /** Draws for each query (default 5). */
  readonly count?: number;
  /** Draw the same entry at most once. */
  readonly withoutReplacement?: boolean;
  readonly seed?: number;
}

/** Draws for one query, and how spread the law they are from is. */
export interface QuerySample {
  readonly query: string;
  readonly draws: readonly Pick<Match, "index" | "name" | "probability">[];
  /** `1 / Σ w²` of the law over the gallery. */
  readonly effectiveSampleSize: number;
  readonly perplexity: number;
}

/**
 * Draws of the other modality from the conditional law given each query, over a gallery (eq. 28).
 *
 * @example
 * const [{ draws }] = await sampleFrom(run, { given: "v", queries: "labels.csv", count: 16, seed: 1 });
 */
export async function sampleFrom(run: Run, options: SampleFromOptions): Promise<QuerySample[]> {
  const { given, queries, count = 5, withoutReplacement, seed = 1 } = options;
  const asked = await embedAsked(run, given, queries);
  const { gallery, names } = inMemory(await galleryOf(run, options));
  const readOut = readOutOf(run.description);
  if (!readOut) throw refusal(noReadOut(run.description));
  const scores = logWeights(scoresBetween(asked.gallery, gallery), readOut);
  return asked.names.map((query, row) => {
    const law = distribution(scores, row);
    const generator = createGenerator(seed).fork(`query ${row}`);
    const drawn = sample(law, { count, withoutReplacement, generator });
    return {
      query,
      draws: drawn.map((index) => ({ index, name: names[index]!, probability: law[index]! })),
      effectiveSampleSize: effectiveSampleSize(law),
      perplexity: perplexity(law),
    };
  });
}

function galleryOf(
  run: Run,
  { given, gallery }: Question & Pick<RetrieveOptions, "gallery">,
): Promise<SearchedGallery> {
  return gallery === undefined ? ownGallery(run, otherSide(given)) : loaded(run, given, gallery);
}

async function loaded(run: Run, given: Side, gallery: SamplesSource | SearchedGallery): Promise<SearchedGallery> {
  const embedded = typeof gallery === "object" && "names" in gallery;
  return embedded ? gallery : embedFile(run, otherSide(given), gallery);
}
