import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demandIndices, type Pairs } from "@crosstilt/core";
import { fileError } from "@crosstilt/formats/node";
import * as tf from "@tensorflow/tfjs-core";
import { type MatchedSides, type MatchOptions, matchSides, type readMatched } from "./match-sides.js";
import { matchingLike, type PairArrays, type PairChoice, pairArrays } from "./read-like.js";
import {
  type FileSplits,
  type PartSide,
  type ReadPairsOptions,
  readOwn,
  type SideMetadata,
  splitsOf,
  transformedRows,
} from "./read-pairs.js";
import { type SpilledSide, spillSide } from "./spill.js";

export interface StreamOptions {
  /** An existing folder for the encoded rows, 8 bytes a number (default the system's temporary folder, TMPDIR). */
  readonly folder?: string;
  /** Rows that are in memory at once (default 4096). */
  readonly chunkRows?: number;
}

/** Pairs whose rows lie on the disk. */
export type StreamedSplits = FileSplits & {
  /** Frees and removes the encoded rows. */
  close(): Promise<void>;
};

/**
 * `readPairs` for data larger than memory: the same pairs, split and transformed by the same numbers, whose rows are read
 * from the disk batch by batch. CSV, TSV, JSONL, Parquet and NPY are never in memory as a whole; keys are.
 *
 * @example
 * const { train, close } = await streamPairs({ u: "clicks.jsonl", v: "items.parquet", key: "id" }, { folder: "/scratch" });
 */
export async function streamPairs(options: ReadPairsOptions, settings: StreamOptions = {}): Promise<StreamedSplits> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const one of opened.splice(0)) await one();
  };
  const read: typeof readMatched = async (files, known) => {
    const { matched, close: closeOne } = await spillSides(files, settings, known);
    opened.push(closeOne);
    return matched;
  };
  try {
    const matched = await read(options);
    const own = await readOwn(options, matched, read);
    return { ...splitsOf({ matched, own }, options, diskPairs), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * `readPairsLike` for data larger than memory; only the chosen pairs are in memory.
 *
 * @example
 * const some = await streamPairsLike({ u: "u.csv", v: "v.csv" }, metadata, { limit: 1000 });
 */
export async function streamPairsLike(
  options: ReadPairsOptions,
  metadata: Readonly<Record<"u" | "v", SideMetadata>>,
  choice: PairChoice = {},
  settings: StreamOptions = {},
): Promise<PairArrays> {
  const { matched, close } = await spillSides(matchingLike(options, metadata, choice), settings, metadata);
  try {
    return pairArrays(matched, options, metadata, choice);
  } finally {
    await close();
  }
}

/** Both sides with their rows on the disk. */
async function spillSides(
  options: MatchOptions,
  { folder = tmpdir(), chunkRows = 4096 }: StreamOptions,
  known?: Parameters<typeof readMatched>[1],
): Promise<{ readonly matched: MatchedSides; close(): Promise<void> }> {
  const own = await mkdtemp(join(folder, "crosstilt-rows-")).catch((error: unknown) => {
    throw fileError(join(folder, "crosstilt-rows"), "write", error);
  });
  const spilled: SpilledSide[] = [];
  const close = async () => {
    for (const side of spilled.splice(0)) side.close();
    await rm(own, { recursive: true, force: true });
  };
  try {
    const matched = await matchSides(options, async (source, name) => {
      const side = await spillSide(source, join(own, `${name}.rows`), chunkRows, known?.[name]);
      spilled.push(side);
      return side;
    });
    return { matched, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Pairs whose batches are read, and transformed, when they are asked for. */
function diskPairs(u: PartSide, v: PartSide): Pairs {
  const { length } = u.rows;
  return {
    length,
    shape: { u: u.features.shape, v: v.features.shape },
    batch(indices) {
      demandIndices(indices, length);
      return { u: read(u, indices), v: read(v, indices) };
    },
  };
}

function read({ features, rows, transform }: PartSide, indices: ArrayLike<number>): tf.Tensor {
  const chosen = Int32Array.from(indices, (index) => rows[index]!);
  const { data, shape } = transformedRows(features, chosen, transform);
  return tf.tensor(data, [...shape]);
}
