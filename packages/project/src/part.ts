import { demand, type Pairs } from "@crosstilt/core";
import {
  arrayPairs,
  type PairArrays,
  type ReadPairsOptions,
  readPairsLike,
  type SideArray,
  type SplitName,
  type SplitOptions,
  splitByKey,
} from "@crosstilt/dataset-files";
import { streamPairsLike } from "@crosstilt/dataset-files/node";
import { pairsOptions } from "./components.js";
import type { Run } from "./run.js";

/** Pairs of a run: a part of its own data, or of new files that are read as its own were. */
export type PairsSource = SplitName | Pick<ReadPairsOptions, "u" | "v" | "key" | "unmatched" | "repeated" | "missing">;

/** Pairs with the files they are from. */
export interface SourcedPairs extends PairArrays {
  readonly paths: Readonly<Record<"u" | "v", string>>;
}

/** Which pairs of a source are read. */
export interface ReadPartOptions {
  /** At most so many, the first ones. */
  readonly limit?: number;
}

/**
 * The pairs of a source, encoded and transformed as in training; a part of the run's own data is split as in training, and
 * read as there, in memory or from the disk. Refuses parts that are empty, and files whose columns or words are not those of
 * training.
 */
export async function readRunPairs(
  { config: { data }, description }: Run,
  source: PairsSource,
  { limit = Number.POSITIVE_INFINITY }: ReadPartOptions = {},
): Promise<SourcedPairs> {
  const own = pairsOptions(data);
  const options = typeof source === "string" ? own : { repeated: data.repeated, ...source };
  const choose = (keys: readonly string[]) => {
    const places = typeof source === "string" ? placesIn(source, keys, own.split) : Int32Array.from(keys.keys());
    return places.subarray(0, Math.min(limit, places.length));
  };
  const read = data.streaming ? streamPairsLike : readPairsLike;
  return { ...(await read(options, description.data, choose)), paths: { u: pathOf(options.u), v: pathOf(options.v) } };
}

/** Where the keys of a part stand; refuses parts without any. */
function placesIn(part: SplitName, keys: readonly string[], split: SplitOptions | undefined): Int32Array {
  const places = Int32Array.from(splitByKey(keys, split).flatMap((name, i) => (name === part ? [i] : [])));
  demand(places.length > 0, () => ({
    argument: "part",
    expected: `pairs in the part "${part}"`,
    received: "none",
    remedy: "Choose another part, or name files",
  }));
  return places;
}

/** As batches of tensors. */
export const asPairs = ({ u, v }: PairArrays): Pairs => arrayPairs(u, v);

/** Chosen rows of an array. */
export function takeRows({ data, shape }: SideArray, rows: ArrayLike<number>): SideArray {
  const size = shape.reduce((product, length) => product * length, 1);
  const taken = new Float32Array(rows.length * size);
  for (let i = 0; i < rows.length; i++) taken.set(data.subarray(rows[i] * size, (rows[i] + 1) * size), i * size);
  return { data: taken, shape };
}

const pathOf = (side: ReadPairsOptions["u"]) => (typeof side === "string" ? side : side.path);
