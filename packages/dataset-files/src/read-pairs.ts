import { arrayPairs, type DatasetSplits, type Pairs, refusal, type SampleArray } from "@crosstilt/core";
import { sidesLike } from "./columns-like.js";
import type { FeatureEncoding, Features } from "./features.js";
import { type MatchedSides, readMatched } from "./match-sides.js";
import { ownFiles, type SplitPairsOptions, splitPairs } from "./part-files.js";
import { type Reading, readingOf } from "./read-options.js";
import { sharedColumns } from "./shared-columns.js";
import { spanningWarnings } from "./spanning.js";
import type { SplitName } from "./split.js";
import { applyTransform, fitTransform, type Transform, type TransformName } from "./transform.js";

export type ReadPairsOptions = SplitPairsOptions;

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
  /** The group of each pair, where columns say it. */
  readonly groups?: readonly string[];
  /** The two files. */
  readonly paths: Readonly<Record<"u" | "v", string>>;
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
 * key; split by the hash of the key (of the row's number without one), by a column, or into files of their own; standardised
 * or whitened by what the training part teaches. Pairs of one key, such as an image with its captions, are in one part, and so
 * are those of one `group`. Refuses malformed files with file, row and column, and splits that leave a part empty; a share or
 * column that asks for no test pairs gives a `test` of length 0.
 *
 * @example
 * const { train, test } = await readPairs({ u: "images.npy", v: "captions.parquet" });
 * const joined = await readPairs({ u: "photos.csv", v: { path: "texts.jsonl", columns: ["embedding"] }, key: "sku" });
 * const people = await readPairs({ u: "faces.parquet", v: "voices.parquet", group: "person", split: { test: 0.2 } });
 */
export async function readPairs(options: ReadPairsOptions): Promise<FileSplits> {
  const matched = await readMatched(options);
  const own = await readOwn(options, matched, readMatched);
  return splitsOf({ matched, own }, options, (u, v) => arrayPairs(inMemory(u), inMemory(v)));
}

/** Matched sides, and those of the parts that have files of their own. */
export interface MatchedParts {
  readonly matched: MatchedSides;
  readonly own: Readonly<Partial<Record<SplitName, MatchedSides>>>;
}

/** The files of parts that have their own, read by `read` as the others were. */
export async function readOwn(
  options: ReadPairsOptions,
  { u, v }: MatchedSides,
  read: typeof readMatched,
): Promise<MatchedParts["own"]> {
  const like = { u: aboutSide(u), v: aboutSide(v) };
  const own: Partial<Record<SplitName, MatchedSides>> = {};
  for (const part of ["validation", "test"] as const) {
    const files = ownFiles(options, part);
    if (files) own[part] = await read(sidesLike(files, like), like);
  }
  return own;
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

/** Matched sides, split, with transforms learned from the training part; `pairsOf` makes the pairs of a part. */
export function splitsOf(
  { matched: { u, v, kept, ...main }, own }: MatchedParts,
  options: ReadPairsOptions,
  pairsOf: (u: PartSide, v: PartSide) => Pairs,
): FileSplits {
  const places = splitPairs(kept, options);
  const transforms = {
    u: learnTransform(u.features, kept.u, places.train, u.source.transform),
    v: learnTransform(v.features, kept.v, places.train, v.source.transform),
  };
  const partOf = (name: SplitName) => {
    const sides = own[name] ?? { u, v, kept };
    const origins = originsOf(sides, own[name] ? Int32Array.from(sides.kept.keys.keys()) : places[name]);
    const side = (of: "u" | "v"): PartSide => ({
      features: sides[of].features,
      transform: transforms[of],
      rows: origins.rows[of],
    });
    const shape = { u: u.features.shape, v: v.features.shape };
    return { origins, pairs: origins.keys.length > 0 ? pairsOf(side("u"), side("v")) : noPairs(shape) };
  };
  const parts = { train: partOf("train"), validation: partOf("validation"), test: partOf("test") };
  const { train, validation, test } = parts;
  const origins = { train: train.origins, validation: validation.origins, test: test.origins };
  const shared = sharedColumns(
    { features: u.features, rows: train.origins.rows.u },
    { features: v.features, rows: train.origins.rows.v },
  );
  const all = [{ kept, ...main }, ...Object.values(own)];
  const dropped = (count: (sides: (typeof all)[number]) => number) => all.reduce((sum, sides) => sum + count(sides), 0);
  return {
    warnings: [
      ...all.flatMap(({ warnings }) => warnings),
      ...shared.slice(0, MOST_SHARED).map(leakWords),
      ...spanningWarnings(origins, u.source.key !== undefined),
    ],
    train: train.pairs,
    test: test.pairs,
    ...(validation.pairs.length > 0 ? { validation: validation.pairs } : {}),
    origins,
    metadata: {
      u: { ...aboutSide(u), transform: transforms.u },
      v: { ...aboutSide(v), transform: transforms.v },
      counts: { train: train.pairs.length, validation: validation.pairs.length, test: test.pairs.length },
      dropped: {
        unmatchedU: dropped(({ matched }) => matched.unmatched.u),
        unmatchedV: dropped(({ matched }) => matched.unmatched.v),
        missing: dropped(({ matched, kept: { keys } }) => matched.keys.length - keys.length),
      },
    },
  };
}

/** What is kept of a side beside its samples. */
const aboutSide = ({ source, features: { path, encodings } }: MatchedSides["u"]) => ({
  path,
  reading: readingOf(source),
  encodings,
});

/** A part without pairs. */
const noPairs = (shape: Pairs["shape"]): Pairs => ({
  length: 0,
  shape,
  batch(indices) {
    throw refusal({
      argument: "indices",
      expected: "none, since there are no pairs",
      received: String(indices.length),
    });
  },
});

/** The origins of the pairs at some places of matched sides. */
export function originsOf({ u, v, kept }: Pick<MatchedSides, "u" | "v" | "kept">, places: Int32Array): PairOrigins {
  const pick = (rows: Int32Array) => places.map((place) => rows[place]!);
  const { keys, groups } = kept;
  return {
    keys: Array.from(places, (place) => keys[place]!),
    ...(groups && { groups: Array.from(places, (place) => groups[place]!) }),
    paths: { u: u.features.path, v: v.features.path },
    rows: { u: pick(kept.u), v: pick(kept.v) },
  };
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
