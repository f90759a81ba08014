import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { demandIndices, type Pairs } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { type FileSplits, matchSides, type PartSide, type ReadPairsOptions, splitsOf } from "./read-pairs.js";
import { type SpilledSide, spillSide } from "./spill.js";
import { applyTransform } from "./transform.js";

export interface StreamOptions {
  /** An existing folder for the encoded rows, 8 bytes a number; they are removed by `close`. */
  readonly folder: string;
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
 * from the disk batch by batch. CSV, TSV, JSONL and Parquet are never in memory as a whole; keys are.
 *
 * @example
 * const { train, close } = await streamPairs({ u: "clicks.jsonl", v: "items.parquet", key: "id" }, { folder: "/scratch" });
 */
export async function streamPairs(
  options: ReadPairsOptions,
  { folder, chunkRows = 4096 }: StreamOptions,
): Promise<StreamedSplits> {
  const own = await mkdtemp(join(folder, "crosstilt-rows-"));
  const spilled: SpilledSide[] = [];
  const close = async () => {
    for (const side of spilled.splice(0)) side.close();
    await rm(own, { recursive: true, force: true });
  };
  try {
    const matched = await matchSides(options, async (source, name) => {
      const side = await spillSide(source, join(own, `${name}.rows`), chunkRows);
      spilled.push(side);
      return side;
    });
    return { ...splitsOf(matched, options, diskPairs), close };
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
  const { dimension, shape } = features;
  const row = new Float64Array(dimension);
  const data = new Float32Array(indices.length * dimension);
  for (let i = 0; i < indices.length; i++) {
    features.read(rows[indices[i]], row);
    applyTransform(transform, row, data.subarray(i * dimension, (i + 1) * dimension));
  }
  return tf.tensor(data, [indices.length, ...shape]);
}
