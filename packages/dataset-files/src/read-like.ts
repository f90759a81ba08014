import { demand, refusal, type SampleArray } from "@crosstilt/core";
import { wordsOf } from "./column-words.js";
import { columnsLike, sidesLike } from "./columns-like.js";
import type { Features } from "./features.js";
import { type MatchedSides, type MatchOptions, readMatched } from "./match-sides.js";
import { ownFiles, splitPairs } from "./part-files.js";
import {
  originsOf,
  type PairOrigins,
  type ReadPairsOptions,
  type SideMetadata,
  transformedRows,
} from "./read-pairs.js";
import { tableChunks } from "./read-table.js";
import { readSide, readSideOptions, type SideSource, sideFeatures } from "./side-source.js";
import type { SplitName } from "./split.js";

/** New pairs, treated as the training data was. */
export interface PairArrays extends PairOrigins {
  readonly u: SampleArray;
  readonly v: SampleArray;
}

/**
 * New samples of one side, encoded and transformed as the training data was (`metadata` of `readPairs`). Refuses other
 * columns, kinds and shapes, words that did not occur in training, and missing values, with file, row and column.
 *
 * @example
 * const { metadata } = await readPairs({ u: "a.npy", v: "b.csv" });
 * const queries = await readSamplesLike("new.npy", metadata.u);
 */
export async function readSamplesLike(source: string | SideSource, metadata: SideMetadata): Promise<SampleArray> {
  const given = typeof source === "string" ? { path: source } : source;
  const like = columnsLike(given, metadata);
  const table = await readSide(like);
  const features = sideFeatures(table, like, metadata);
  demandComplete(features);
  return transformedRows(
    features,
    Int32Array.from({ length: table.rows }, (_, row) => row),
    metadata.transform,
  );
}

/** Samples with the words of their key column, when there is one. */
export interface SampleChunk {
  readonly samples: SampleArray;
  readonly keys?: readonly string[];
}

/**
 * {@link readSamplesLike} for files larger than memory: at most so many samples at a time, with what the column `key` calls
 * them. CSV, TSV, JSONL, Parquet and NPY are never in memory as a whole.
 *
 * @example
 * for await (const { samples, keys } of streamSamplesLike({ path: "all.parquet", key: "sku" }, metadata.v, 4096)) add(samples);
 */
export async function* streamSamplesLike(
  source: SideSource,
  metadata: SideMetadata,
  rows: number,
): AsyncGenerator<SampleChunk> {
  const like = columnsLike(source, metadata);
  for await (const table of tableChunks(like.path, readSideOptions(like), rows)) {
    const features = sideFeatures(table, like, metadata);
    demandComplete(features);
    const places = Int32Array.from({ length: table.rows }, (_, row) => row);
    const samples = transformedRows(features, places, metadata.transform);
    yield like.key === undefined ? { samples } : { samples, keys: wordsOf(table, like.key) };
  }
}

/** Which pairs are wanted. */
export interface PairChoice {
  /** Those of one part of the split (default all). */
  readonly part?: SplitName;
  /** At most so many, the first ones. */
  readonly limit?: number;
}

/**
 * New pairs from two files, matched as in `readPairs` and treated as the training data was; all of them, or one part.
 *
 * @example
 * const test = await readPairsLike({ u: "test-u.npy", v: "test-v.npy" }, metadata);
 */
export async function readPairsLike(
  options: ReadPairsOptions,
  metadata: Readonly<Record<"u" | "v", SideMetadata>>,
  choice: PairChoice = {},
): Promise<PairArrays> {
  const matched = await readMatched(matchingLike(options, metadata, choice), metadata);
  return pairArrays(matched, options, metadata, choice);
}

/** How the files of a choice are read: those of the part alone where it has its own. */
export const matchingLike = (
  options: ReadPairsOptions,
  metadata: Readonly<Record<"u" | "v", SideMetadata>>,
  { part }: PairChoice,
): MatchOptions => sidesLike(ownFiles(options, part) ?? options, metadata);

/** Chosen pairs of matched sides, transformed as the training data was. */
export function pairArrays(
  matched: MatchedSides,
  options: ReadPairsOptions,
  metadata: Readonly<Record<"u" | "v", SideMetadata>>,
  { part, limit = Number.POSITIVE_INFINITY }: PairChoice,
): PairArrays {
  const { u, v, kept } = matched;
  const whole = part === undefined || ownFiles(options, part) !== undefined;
  const places = whole ? Int32Array.from(kept.keys.keys()) : splitPairs(kept, options)[part];
  demandPart(part, places.length);
  const origins = originsOf(matched, places.subarray(0, Math.min(limit, places.length)));
  return {
    u: transformedRows(u.features, origins.rows.u, metadata.u.transform),
    v: transformedRows(v.features, origins.rows.v, metadata.v.transform),
    ...origins,
  };
}

/** Refuses a part without pairs. */
export function demandPart(part: SplitName | undefined, count: number): void {
  demand(count > 0, () => ({
    argument: part === undefined ? "pairs" : "part",
    expected: part === undefined ? "at least one" : `pairs in the part "${part}"`,
    received: "none",
    remedy: part === undefined ? undefined : "Choose another part, or name files",
  }));
}

/** Refuses rows that lack a value. */
export function demandComplete({ missing }: Features, remedy = "Complete the file, or leave such rows out"): void {
  const [first] = missing.values();
  if (first) throw refusal({ ...first, remedy });
}
