import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demandIndices, type Pairs } from "@crosstilt/core";
import { fileError } from "@crosstilt/formats/node";
import * as tf from "@tensorflow/tfjs-core";
import { type MatchedSides, matchSides } from "./match-sides.js";
import { type ChoosePairs, type PairArrays, pairArrays, sidesLike } from "./read-like.js";
import {
  type FileSplits,
  type PartSide,
  type ReadPairsOptions,
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
  const { matched, close } = await spillSides(options, settings);
  try {
    return { ...splitsOf(matched, options, diskPairs), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * `readPairsLike` for data larger than memory; only the chosen pairs are in memory.
 *
 * @example
 * const test = await streamPairsLike({ u: "u.csv", v: "v.csv" }, metadata, (keys) => Int32Array.of(0, 1, 2));
 */
export async function streamPairsLike(
  options: ReadPairsOptions,
  metadata: Readonly<Record<"u" | "v", SideMetadata>>,
  choose?: ChoosePairs,
  settings: StreamOptions = {},
): Promise<PairArrays> {
  const { matched, close } = await spillSides(sidesLike(options, metadata), settings, metadata);
  try {
    return pairArrays(matched, metadata, choose);
  } finally {
    await close();
  }
}

/** Both sides with their rows on the disk. */
async function spillSides(
  options: ReadPairsOptions,
  { folder = tmpdir(), chunkRows = 4096 }: StreamOptions,
  known?: Readonly<Record<"u" | "v", SideMetadata>>,
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
