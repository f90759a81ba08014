import { demand, describe } from "@crosstilt/core";
import { samplesLike } from "@crosstilt/dataset-files";
import type { Side } from "@crosstilt/train";
import type { FollowedGallery } from "../gallery/followed-gallery.js";
import { embedNamed, type SearchedGallery } from "../gallery/named-gallery.js";
import { galleryWithPrior, type QueryMatches, searchGallery } from "../gallery/search.js";
import { otherSide } from "../run/embed.js";
import type { Run } from "../run/run.js";
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

/** A request's own JSON. */
export type RequestBody = Readonly<Record<string, unknown>>;

/** `POST /retrieve { given?, samples, k? }`: the best matches of each sample. */
export async function answerRetrieve(
  { run, galleries }: ServedModel,
  body: RequestBody,
  limits: ServeLimits,
): Promise<{ results: Omit<QueryMatches, "query">[] }> {
  demandNames(body, ["given", "samples", "k"]);
  const given = sideOf(body.given);
  const gallery = galleries[otherSide(given)];
  if (!gallery) throw new HttpError(404, `no gallery of ${otherSide(given)} is served`);
  const k = countIn(body.k, 5, limits.k);
  return { results: await search(run, given, body.samples, await currentGallery(gallery), k, limits) };
}

/** `POST /classify { samples, k?, prior? }`: the most probable classes of each sample. */
export async function answerClassify(
  { run, classes }: ServedModel,
  body: RequestBody,
  limits: ServeLimits,
): Promise<{ results: { label: string; matches: QueryMatches["matches"] }[] }> {
  demandNames(body, ["samples", "k", "prior"]);
  if (!classes) throw new HttpError(404, "no classes are served");
  const gallery = body.prior === undefined ? classes : galleryWithPrior(classes, numbersOf(body.prior));
  const k = countIn(body.k, 3, limits.k);
  const results = await search(run, otherSide(classes.side), body.samples, gallery, k, limits);
  return { results: results.map(({ matches }) => ({ label: matches[0]!.name, matches })) };
}

async function search(
  run: Run,
  given: Side,
  samples: unknown,
  gallery: SearchedGallery,
  k: number,
  limits: ServeLimits,
): Promise<{ matches: QueryMatches["matches"] }[]> {
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
  const array = samplesLike(samples, run.description.data[given]);
  const names = samples.map((_, i) => String(i));
  const found = await searchGallery(await embedNamed(run, given, array, names), gallery, k);
  return found.map(({ matches }) => ({ matches }));
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
