import { demand, describe, nextTurn } from "@crosstilt/core";
import { samplesLike } from "@crosstilt/dataset-files";
import type { Side } from "@crosstilt/train";
import type { FollowedGallery } from "../gallery/followed-gallery.js";
import { embedNamed, type NamedGallery, type SearchedGallery } from "../gallery/named-gallery.js";
import {
  galleryWithPrior,
  type QueryMatches,
  type SearchOptions,
  searchGallery,
  searchSets,
} from "../gallery/search.js";
import { otherSide } from "../run/embed.js";
import type { Run } from "../run/run.js";
import type { Admission } from "./admission.js";
import { HttpError } from "./http-error.js";
import type { ServeLimits } from "./limits.js";

/** What a server answers from. */
export interface ServedModel {
  readonly run: Run;
  /** What can be retrieved, by side; those that are followed may be replaced meanwhile. */
  readonly galleries: Readonly<Partial<Record<Side, SearchedGallery | FollowedGallery>>>;
  /** The classes of `/classify`, entries of one side; none when absent. */
  readonly classes?: SearchedGallery;
}

/** A gallery as it is now. */
export const currentGallery = (
  gallery: SearchedGallery | FollowedGallery,
): SearchedGallery | Promise<SearchedGallery> => ("current" in gallery ? gallery.current() : gallery);

/** How much a server takes on: at once, and of one request. */
export interface Capacity {
  readonly limits: ServeLimits;
  readonly admission: Admission;
}

/** A request's own JSON. */
export type RequestBody = Readonly<Record<string, unknown>>;

/**
 * `POST /retrieve { given?, samples, k?, coverage?, prior?, where? }`: the best matches of each sample, or the set that holds its partner
 * with a coverage, and the probability that no partner is there, by a prior share of samples with one.
 */
export async function answerRetrieve(
  { run, galleries }: ServedModel,
  body: RequestBody,
  { limits, admission }: Capacity,
): Promise<{ results: Omit<QueryMatches, "query">[] }> {
  demandNames(body, ["given", "samples", "k", "coverage", "prior", "where"]);
  const given = sideOf(body.given);
  const served = galleries[otherSide(given)];
  if (!served) throw new HttpError(404, `no gallery of ${otherSide(given)} is served`);
  const samples = samplesIn(body, limits);
  const gallery = await currentGallery(served);
  const prior = body.prior === undefined ? undefined : shareOf("prior", body.prior);
  const k = countIn(body.k, 5, limits.k);
  const coverage = body.coverage === undefined ? undefined : shareOf("coverage", body.coverage);
  const where = body.where === undefined ? undefined : textOf("where", body.where);
  const found = await admission.during(workOf(run, samples, gallery), async () => {
    const queries = await embedded(run, given, samples);
    return coverage === undefined
      ? searchGallery(queries, gallery, k, { prior, where })
      : setsOf(run, queries, gallery, { coverage, prior, where }, limits);
  });
  return { results: found.map(({ query: _, ...answer }) => answer) };
}

/** Sets of a coverage; refuses those that are larger than a server's answers. */
async function setsOf(
  run: Run,
  queries: NamedGallery,
  gallery: SearchedGallery,
  asked: { readonly coverage: number } & SearchOptions,
  limits: ServeLimits,
): Promise<QueryMatches[]> {
  const conformal = run.description.calibration?.conformal?.[queries.side];
  const sets = await searchSets(queries, gallery, { conformal, ...asked });
  const largest = Math.max(...sets.map(({ matches }) => matches.length));
  demand(largest <= limits.k, () => ({
    argument: "coverage",
    expected: `one whose sets have at most ${limits.k} entries`,
    received: `${asked.coverage}, a set of ${largest}`,
    remedy: "Ask for less, or for the best k",
  }));
  return sets;
}

/** `POST /classify { samples, k?, prior? }`: the most probable classes of each sample. */
export async function answerClassify(
  { run, classes }: ServedModel,
  body: RequestBody,
  { limits, admission }: Capacity,
): Promise<{ results: { label: string; matches: QueryMatches["matches"] }[] }> {
  demandNames(body, ["samples", "k", "prior"]);
  if (!classes) throw new HttpError(404, "no classes are served");
  const gallery = body.prior === undefined ? classes : galleryWithPrior(classes, numbersOf(body.prior));
  const k = countIn(body.k, 3, limits.k);
  const samples = samplesIn(body, limits);
  const results = await admission.during(workOf(run, samples, gallery), async () =>
    searchGallery(await embedded(run, otherSide(classes.side), samples), gallery, k),
  );
  return { results: results.map(({ matches }) => ({ label: matches[0]!.name, matches })) };
}

/** Products that an answer takes, at most. */
const workOf = ({ model }: Run, samples: readonly unknown[], { names }: SearchedGallery): number =>
  samples.length * names.length * model.dimension;

function samplesIn({ samples }: RequestBody, limits: ServeLimits): readonly unknown[] {
  demand(Array.isArray(samples), () => ({
    argument: "samples",
    expected: "a list of samples",
    received: describe(samples).slice(0, 60),
  }));
  demand(samples.length <= limits.samples, () => ({
    argument: "samples",
    expected: `at most ${limits.samples}`,
    received: String(samples.length),
  }));
  return samples;
}

async function embedded(run: Run, given: Side, samples: readonly unknown[]): Promise<NamedGallery> {
  const array = samplesLike(samples, run.description.data[given]);
  await nextTurn();
  return embedNamed(
    run,
    given,
    array,
    samples.map((_, i) => String(i)),
  );
}

function demandNames(body: RequestBody, known: readonly string[]): void {
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  demand(unknown === undefined, () => ({
    argument: "request",
    expected: `only ${known.join(", ")}`,
    received: `"${unknown?.slice(0, 40)}"`,
  }));
}

function sideOf(given: unknown = "u"): Side {
  demand(given === "u" || given === "v", () => ({
    argument: "given",
    expected: '"u" or "v"',
    received: describe(given).slice(0, 60),
  }));
  return given;
}

function shareOf(argument: string, given: unknown): number {
  demand(typeof given === "number" && given > 0 && given < 1, () => ({
    argument,
    expected: "a number above 0 and below 1",
    received: describe(given).slice(0, 60),
  }));
  return given;
}

function textOf(argument: string, given: unknown): string {
  demand(typeof given === "string" && given.length <= 1000, () => ({
    argument,
    expected: "a text of at most 1000 characters",
    received: describe(given).slice(0, 60),
  }));
  return given;
}

function countIn(given: unknown, fallback: number, most: number): number {
  const k = given ?? fallback;
  demand(typeof k === "number" && Number.isInteger(k) && k >= 1 && k <= most, () => ({
    argument: "k",
    expected: `an integer from 1 to ${most}`,
    received: describe(k).slice(0, 60),
  }));
  return k;
}

function numbersOf(prior: unknown): number[] {
  demand(Array.isArray(prior) && prior.every((value) => typeof value === "number"), () => ({
    argument: "prior",
    expected: "a list of numbers",
    received: describe(prior).slice(0, 60),
  }));
  return prior;
}
