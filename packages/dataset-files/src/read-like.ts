import { demand, refusal, type SampleArray } from "@crosstilt/core";
import { wordsOf } from "./column-words.js";
import type { Features } from "./features.js";
import { type MatchedSides, readMatched } from "./match-sides.js";
import { readingLike } from "./read-options.js";
import {
  originsOf,
  type PairOrigins,
  type ReadPairsOptions,
  type SideMetadata,
  transformedRows,
} from "./read-pairs.js";
import { tableChunks } from "./read-table.js";
import { readSide, readSideOptions, type SideSource, sideFeatures } from "./side-source.js";

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

/** Which pairs are wanted, by what they are called: places among the keys, in order. */
export type ChoosePairs = (keys: readonly string[]) => Int32Array;

/**
 * New pairs from two files, matched as in `readPairs` but not split, and treated as the training data was.
 *
 * @param choose which of them are wanted (default all).
 * @example
 * const test = await readPairsLike({ u: "test-u.npy", v: "test-v.npy" }, metadata);
 */
export async function readPairsLike(
  options: ReadPairsOptions,
  metadata: Readonly<Record<"u" | "v", SideMetadata>>,
  choose?: ChoosePairs,
): Promise<PairArrays> {
  return pairArrays(await readMatched(sidesLike(options, metadata), metadata), metadata, choose);
}

/** Two files with the columns of training. */
export function sidesLike(
  options: ReadPairsOptions,
  metadata: Readonly<Record<"u" | "v", SideMetadata>>,
): ReadPairsOptions {
  const side = (name: "u" | "v") => {
    const given = options[name];
    return columnsLike(typeof given === "string" ? { path: given } : given, metadata[name]);
  };
  return { ...options, u: side("u"), v: side("v") };
}

/** Chosen pairs of matched sides, transformed as the training data was. */
export function pairArrays(
  { u, v, kept }: MatchedSides,
  metadata: Readonly<Record<"u" | "v", SideMetadata>>,
  choose: ChoosePairs = (keys) => Int32Array.from(keys.keys()),
): PairArrays {
  demand(kept.keys.length > 0, () => ({ argument: "pairs", expected: "at least one", received: "none" }));
  const { keys, rows } = originsOf(kept, choose(kept.keys));
  return {
    u: transformedRows(u.features, rows.u, metadata.u.transform),
    v: transformedRows(v.features, rows.v, metadata.v.transform),
    keys,
    rows,
  };
}

/** The columns and the reading of training; a file of a single array needs no name for it. */
function columnsLike(given: SideSource, metadata: SideMetadata): SideSource {
  const { encodings } = metadata;
  const source = { ...readingLike(given.path, metadata), ...given };
  if (source.columns) {
    const [found, wanted] = [source.columns.length, encodings.length];
    demand(found === wanted, () => ({
      argument: "columns",
      expected: `${wanted}, as in training`,
      received: String(found),
    }));
    return source;
  }
  const names = encodings.map(({ name }) => name);
  const kinds = Object.fromEntries(encodings.map(({ name, kind }) => [name, kind]));
  return source.path.toLowerCase().endsWith(".npy") && names.length === 1
    ? { ...source, kinds: { values: encodings[0]!.kind, ...source.kinds } }
    : { ...source, columns: names, kinds: { ...kinds, ...source.kinds } };
}

/** Refuses rows that lack a value. */
export function demandComplete({ missing }: Features, remedy = "Complete the file, or leave such rows out"): void {
  const [first] = missing.values();
  if (first) throw refusal({ ...first, remedy });
}
