import { arrayPairs, type DatasetSplits, demand, type Pairs, type SampleArray } from "@crosstilt/core";
import type { FeatureEncoding, Features } from "./features.js";
import type { Matching } from "./match.js";
import { type MatchedSides, type MatchOptions, readMatched } from "./match-sides.js";
import { type Reading, readingOf } from "./read-options.js";
import { sharedColumns } from "./shared-columns.js";
import { type SplitName, type SplitOptions, splitByKey } from "./split.js";
import { applyTransform, fitTransform, type Transform, type TransformName } from "./transform.js";

export interface ReadPairsOptions extends MatchOptions {
  readonly split?: SplitOptions;
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
    rows: places.map((place) => rows[place]!),
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
    { features: u.features, rows: parts.train.map((place) => kept.u[place]!) },
    { features: v.features, rows: parts.train.map((place) => kept.v[place]!) },
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
  const pick = (rows: Int32Array) => places.map((place) => rows[place]!);
  return { keys: Array.from(places, (place) => keys[place]!), rows: { u: pick(u), v: pick(v) } };
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
      features.read(rows[place]!, row);
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
