import { demand, type Pairs } from "@crosstilt/core";
import {
  arrayPairs,
  type PairArrays,
  type ReadPairsOptions,
  readPairsLike,
  type SideArray,
  type SplitName,
  splitByKey,
} from "@crosstilt/dataset-files";
import { pairsOptions } from "./components.js";
import type { Run } from "./run.js";

/** Pairs of a run: a part of its own data, or of new files that are read as its own were. */
export type PairsSource = SplitName | Pick<ReadPairsOptions, "u" | "v" | "key" | "unmatched" | "missing">;

/** Pairs with the files they are from. */
export interface SourcedPairs extends PairArrays {
  readonly paths: Readonly<Record<"u" | "v", string>>;
}

/**
 * The pairs of a source, encoded and transformed as in training; a part of the run's own data is split as in training.
 * Refuses parts that are empty, and files whose columns or words are not those of training.
 */
export async function readRunPairs({ config, description }: Run, source: PairsSource): Promise<SourcedPairs> {
  const own = pairsOptions(config.data);
  const options = typeof source === "string" ? own : source;
  const all = await readPairsLike(options, description.data);
  const paths = { u: pathOf(options.u), v: pathOf(options.v) };
  if (typeof source !== "string") return { ...all, paths };
  const names = splitByKey(all.keys, own.split);
  const places = Int32Array.from(names.flatMap((name, i) => (name === source ? [i] : [])));
  demand(places.length > 0, () => ({
    argument: "part",
    expected: `pairs in the part "${source}"`,
    received: "none",
    remedy: "Choose another part, or name files",
  }));
  return { ...takePairs(all, places), paths };
}

/** The first pairs, when there are more than `limit`. */
export function firstPairs<T extends PairArrays>(pairs: T, limit: number | undefined): T {
  if (limit === undefined || pairs.keys.length <= limit) return pairs;
  return {
    ...pairs,
    ...takePairs(
      pairs,
      Int32Array.from({ length: limit }, (_, i) => i),
    ),
  };
}

/** As batches of tensors. */
export const asPairs = ({ u, v }: PairArrays): Pairs => arrayPairs(u, v);

function takePairs({ u, v, keys, rows }: PairArrays, places: Int32Array): PairArrays {
  return {
    u: takeRows(u, places),
    v: takeRows(v, places),
    keys: Array.from(places, (place) => keys[place]),
    rows: { u: places.map((place) => rows.u[place]), v: places.map((place) => rows.v[place]) },
  };
}

/** Chosen rows of an array. */
export function takeRows({ data, shape }: SideArray, rows: ArrayLike<number>): SideArray {
  const size = shape.reduce((product, length) => product * length, 1);
  const taken = new Float32Array(rows.length * size);
  for (let i = 0; i < rows.length; i++) taken.set(data.subarray(rows[i] * size, (rows[i] + 1) * size), i * size);
  return { data: taken, shape };
}

const pathOf = (side: ReadPairsOptions["u"]) => (typeof side === "string" ? side : side.path);
