import { arrayPairs, type DatasetSplits, demand, type Pairs, refusal, type SampleArray } from "@crosstilt/core";
import type { FeatureEncoding, Features } from "./features.js";
import { type KeyedTable, keyedBy, type Matching, matchByKey, matchByRow } from "./match.js";
import { type Reading, readingOf } from "./read-options.js";
import { demandNamesAgree } from "./row-names.js";
import { sharedColumns } from "./shared-columns.js";
import { readSide, type SideSource, sideFeatures } from "./side-source.js";
import { type SplitName, type SplitOptions, splitByKey } from "./split.js";
import type { Table } from "./table.js";
import { applyTransform, fitTransform, type Transform, type TransformName } from "./transform.js";

export interface ReadPairsOptions {
  readonly u: string | SideSource;
  readonly v: string | SideSource;
  /** The column to join by; by row when absent, and two folders of images by the names of their files. */
  readonly key?: string;
  /** Keys without partner: an error, or left out (default "refuse"). */
  readonly unmatched?: "refuse" | "drop";
  /** Keys that occur several times in a file: an error, or a pair of every combination (default "refuse"). */
  readonly repeated?: "refuse" | "combine";
  /** Rows without a value: an error, or left out (default "refuse"). */
  readonly missing?: "refuse" | "drop";
  readonly split?: SplitOptions;
  /** What is done to both sides, learned from the training part (default "standardise"). */
  readonly transform?: TransformName;
}

export interface SideMetadata {
  readonly path: string;
  /** How it was read, for new files of the same kind. */
  readonly reading?: Reading;
  readonly encodings: readonly FeatureEncoding[];
  readonly transform: Transform;
}

export interface FilePairsMetadata extends Readonly<Record<string, unknown>> {
  readonly u: SideMetadata;
  readonly v: SideMetadata;
  readonly counts: Readonly<Record<SplitName, number>>;
  /** Rows without partner and pairs without values that were left out. */
  readonly dropped: { readonly unmatchedU: number; readonly unmatchedV: number; readonly missing: number };
}

/** Where the pairs of one part come from. */
export interface PairOrigins {
  /** What names each pair: its key, or the number of its row. */
  readonly keys: readonly string[];
  /** The row of each pair in its two files, from 0. */
  readonly rows: Readonly<Record<"u" | "v", Int32Array>>;
}

/** The pairs of two files with their metadata. */
export type FileSplits = DatasetSplits & {
  readonly metadata: FilePairsMetadata;
  readonly origins: Readonly<Record<SplitName, PairOrigins>>;
  /** What about the pairs is allowed and hardly meant, in words. */
  readonly warnings: readonly string[];
};

/**
 * Pairs from a user's own files: each side from CSV, JSONL, NPY, NPZ, safetensors, Parquet or Arrow; joined by row or by a
 * key; split by the hash of the key (of the row's number without one); standardised or whitened by what the training part
 * teaches. Pairs of one key, such as an image with its captions, are in one part. Refuses malformed files with file, row and
 * column, and splits that leave a part empty.
 *
 * @example
 * const { train, test } = await readPairs({ u: "images.npy", v: "captions.parquet" });
 * const joined = await readPairs({ u: "photos.csv", v: { path: "texts.jsonl", columns: ["embedding"] }, key: "sku" });
 */
export async function readPairs(options: ReadPairsOptions): Promise<FileSplits> {
  return splitsOf(await readMatched(options), options, (u, v) => arrayPairs(inMemory(u), inMemory(v)));
}

/** Rows of one side that belong to one part, and what is done to them. */
export interface PartSide {
  readonly features: Features;
  readonly rows: Int32Array;
  readonly transform: Transform;
}

/** Leaks that are said. */
const MOST_SHARED = 5;

const leakWords = ({ u, v }: { readonly u: string; readonly v: string }): string =>
  `column "${u}" of u and column "${v}" of v determine each other in every pair, as the number of a row or a common label ` +
  "does: pairs are then found by it alone. Leave it out on one side at least (skip)";

const inMemory = ({ features, rows, transform }: PartSide) => transformedRows(features, rows, transform);

/** Both sides, matched: what `matchSides` finds. */
export type MatchedSides = Awaited<ReturnType<typeof matchSides>>;

/** Matched sides, split by key, with transforms learned from the training part; `pairsOf` makes the pairs of a part. */
export function splitsOf(
  { u, v, matched, kept, warnings }: MatchedSides,
  { split }: ReadPairsOptions,
  pairsOf: (u: PartSide, v: PartSide) => Pairs,
): FileSplits {
  const parts = partsOf(kept, split);
  const transforms = {
    u: learnTransform(u.features, kept.u, parts.train, u.source.transform),
    v: learnTransform(v.features, kept.v, parts.train, v.source.transform),
  };
  const part = (side: typeof u, rows: Int32Array, transform: Transform, places: Int32Array): PartSide => ({
    features: side.features,
    transform,
    rows: places.map((place) => rows[place]),
  });
  const pairs = (name: SplitName) =>
    pairsOf(part(u, kept.u, transforms.u, parts[name]), part(v, kept.v, transforms.v, parts[name]));
  const about = ({ source, features: { path, encodings } }: typeof u, transform: Transform) => ({
    path,
    reading: readingOf(source),
    encodings,
    transform,
  });
  const shared = sharedColumns(
    { features: u.features, rows: parts.train.map((place) => kept.u[place]) },
    { features: v.features, rows: parts.train.map((place) => kept.v[place]) },
  );
  return {
    warnings: [...warnings, ...shared.slice(0, MOST_SHARED).map(leakWords)],
    train: pairs("train"),
    test: pairs("test"),
    ...(parts.validation.length > 0 ? { validation: pairs("validation") } : {}),
    origins: {
      train: originsOf(kept, parts.train),
      validation: originsOf(kept, parts.validation),
      test: originsOf(kept, parts.test),
    },
    metadata: {
      u: about(u, transforms.u),
      v: about(v, transforms.v),
      counts: { train: parts.train.length, validation: parts.validation.length, test: parts.test.length },
      dropped: {
        unmatchedU: matched.unmatched.u,
        unmatchedV: matched.unmatched.v,
        missing: matched.keys.length - kept.keys.length,
      },
    },
  };
}

/** The features of both sides, and which of their rows make pairs with all their values. */
export function readMatched(
  options: ReadPairsOptions,
  known?: Readonly<Record<"u" | "v", SideMetadata>>,
): Promise<MatchedSides> {
  return matchSides(options, async (source, name) => {
    const table = await readSide(source);
    return { table, features: sideFeatures(table, source, known?.[name]) };
  });
}

/** Loads both sides and matches their rows. */
export async function matchSides(
  options: ReadPairsOptions,
  load: (source: SideSource, name: "u" | "v") => Promise<{ readonly table: Table; readonly features: Features }>,
) {
  const [u, v] = [sourceOf(options.u, options), sourceOf(options.v, options)];
  demandColumns(u, v);
  const [left, right] = [await load(u, "u"), await load(v, "v")];
  const { matched, warnings } = matchTables(left.table, right.table, { u, v }, options);
  const kept = completeRows(matched, left.features, right.features, options.missing ?? "refuse");
  const sides = { u: { source: u, features: left.features }, v: { source: v, features: right.features } };
  return { ...sides, matched, kept, warnings };
}

/** By key, by the names of files where both sides are folders, otherwise by row. */
function matchTables(
  left: Table,
  right: Table,
  { u, v }: Readonly<Record<"u" | "v", SideSource>>,
  { unmatched = "refuse", repeated = "refuse" }: ReadPairsOptions,
): { readonly matched: Matching; readonly warnings: readonly string[] } {
  const join = { unmatched, repeated };
  if (u.key !== undefined && v.key !== undefined)
    return { matched: matchByKey(keyedBy(left, u.key), keyedBy(right, v.key), join), warnings: [] };
  if (left.isFolder && right.isFolder) return { matched: matchByKey(byFile(left), byFile(right), join), warnings: [] };
  const matched = matchByRow(left, right);
  return { matched, warnings: demandNamesAgree(left, right) };
}

function byFile(table: Table): KeyedTable {
  const { column, names } = table.rowNames ?? { column: "", names: [] };
  return { table, column, keys: names, missing: new Map() };
}

function sourceOf(side: string | SideSource, { key, transform }: ReadPairsOptions): SideSource {
  const given = typeof side === "string" ? { path: side } : side;
  return { ...given, key: given.key ?? key, transform: given.transform ?? transform };
}

/** Both sides from one file without a choice of columns would be the same. */
function demandColumns(u: SideSource, v: SideSource): void {
  demand(u.path !== v.path || (u.columns !== undefined && v.columns !== undefined), () => ({
    argument: "columns",
    expected: "the columns of each side when both come from one file",
    received: `only the path "${u.path}"`,
    remedy: 'Pass u: { path, columns: ["…"] } and v: { path, columns: ["…"] }',
  }));
  demand((u.key === undefined) === (v.key === undefined), () => ({
    argument: "key",
    expected: "a key for both sides or for none",
    received: `"${u.key ?? v.key}" for one side`,
  }));
}

/** The pairs whose two rows have all their values. */
function completeRows(matched: Matching, u: Features, v: Features, policy: "refuse" | "drop"): Matching {
  const places = matched.keys.flatMap((_, i) => {
    const complaint = u.missing.get(matched.u[i]) ?? v.missing.get(matched.v[i]);
    if (complaint === undefined) return [i];
    if (policy === "drop") return [];
    throw refusal({ ...complaint, remedy: 'Complete the file, or pass missing: "drop" to leave such rows out' });
  });
  return {
    ...matched,
    u: Int32Array.from(places, (i) => matched.u[i]),
    v: Int32Array.from(places, (i) => matched.v[i]),
    keys: places.map((i) => matched.keys[i]),
  };
}

/** Places in the matching by part, in the order of the file. */
function partsOf({ keys }: Matching, split: SplitOptions | undefined): Record<SplitName, Int32Array> {
  const names = splitByKey(keys, split);
  const placesIn = (part: SplitName) => Int32Array.from(names.flatMap((name, i) => (name === part ? [i] : [])));
  const parts = { train: placesIn("train"), validation: placesIn("validation"), test: placesIn("test") };
  demand(parts.train.length > 0 && parts.test.length > 0, () => ({
    argument: "split",
    expected: "at least one pair to train on and one to test",
    received: `${parts.train.length} and ${parts.test.length} of ${keys.length}`,
    remedy: "Use more pairs or another share for the test",
  }));
  return parts;
}

/** The origins of the pairs at some places of a matching. */
export function originsOf({ u, v, keys }: Matching, places: Int32Array): PairOrigins {
  const pick = (rows: Int32Array) => places.map((place) => rows[place]);
  return { keys: Array.from(places, (place) => keys[place]), rows: { u: pick(u), v: pick(v) } };
}

function learnTransform(
  features: Features,
  rows: Int32Array,
  places: Int32Array,
  name: TransformName = "standardise",
): Transform {
  const row = new Float64Array(features.dimension);
  function* train() {
    for (const place of places) {
      features.read(rows[place], row);
      yield row;
    }
  }
  return fitTransform(name, train, features.scalable);
}

/** The transform of chosen rows, `[rows.length, …shape]`. */
export function transformedRows(features: Features, rows: Int32Array, transform: Transform): SampleArray {
  const { dimension, shape } = features;
  const row = new Float64Array(dimension);
  const data = new Float32Array(rows.length * dimension);
  rows.forEach((place, i) => {
    features.read(place, row);
    applyTransform(transform, row, data.subarray(i * dimension, (i + 1) * dimension));
  });
  return { data, shape: [rows.length, ...shape] };
}
