import { arrayPairs, demand, type Loss, type Pairs, withGroups } from "@crosstilt/core";
import {
  type FileSplits,
  type PairArrays,
  type ReadPairsOptions,
  readPairsLike,
  type SplitName,
  type SplitOptions,
  splitByKey,
} from "@crosstilt/dataset-files";
import { streamPairsLike } from "@crosstilt/dataset-files/node";
import { pairsOptions } from "../config/components.js";
import { isFiles } from "../config/config.js";
import { datasetSplits } from "./dataset-splits.js";
import { demandFiles, type Run } from "./run.js";
import { samplesOfPairs } from "./samples-of-pairs.js";

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
  run: Run,
  source: PairsSource,
  { limit = Number.POSITIVE_INFINITY }: ReadPartOptions = {},
): Promise<SourcedPairs> {
  const { description, config, catalogue } = run;
  const own = typeof source === "string";
  if (own && config && !isFiles(config.data))
    return pairsOfPart(await datasetSplits(config.data, catalogue), source, { limit });
  const files = config && isFiles(config.data) ? config.data : undefined;
  const options = own ? pairsOptions(demandFiles(run)) : { repeated: files?.repeated, ...source };
  const choose = (keys: readonly string[]) => {
    const places = own ? placesIn(source, keys, options.split) : Int32Array.from(keys.keys());
    return places.subarray(0, Math.min(limit, places.length));
  };
  const read = files?.streaming ? streamPairsLike : readPairsLike;
  return { ...(await read(options, description.data, choose)), paths: { u: pathOf(options.u), v: pathOf(options.v) } };
}

/** Where the keys of a part stand; refuses parts without any. */
function placesIn(part: SplitName, keys: readonly string[], split: SplitOptions | undefined): Int32Array {
  const places = Int32Array.from(splitByKey(keys, split).flatMap((name, i) => (name === part ? [i] : [])));
  demand(places.length > 0, () => emptyPart(part));
  return places;
}

/** The first pairs of a part that was read already, at most `limit`; as {@link readRunPairs} reads them. */
export async function pairsOfPart(
  splits: FileSplits,
  part: SplitName,
  { limit = Number.POSITIVE_INFINITY }: ReadPartOptions = {},
): Promise<SourcedPairs> {
  const { origins, metadata } = splits;
  const pairs = splits[part];
  demand(pairs !== undefined, () => emptyPart(part));
  const count = Math.min(limit, pairs.length);
  const arrays = await samplesOfPairs(pairs, count);
  const { keys, rows } = origins[part];
  return {
    ...arrays,
    keys: keys.slice(0, count),
    rows: { u: rows.u.subarray(0, count), v: rows.v.subarray(0, count) },
    paths: { u: metadata.u.path, v: metadata.v.path },
  };
}

const emptyPart = (part: SplitName) => ({
  argument: "part",
  expected: `pairs in the part "${part}"`,
  received: "none",
  remedy: "Choose another part, or name files",
});

/** As batches of tensors, with the targets that a loss may need. */
export const asPairs = (loss: Loss, { u, v, keys }: PairArrays): Pairs => pairsFor(loss, arrayPairs(u, v), keys);

/** Pairs as a loss needs them: where it asks for targets, pairs of one key belong together. */
export const pairsFor = (loss: Loss, pairs: Pairs, keys: readonly string[]): Pairs =>
  loss.needs === "targets" ? withGroups(pairs, keys) : pairs;

const pathOf = (side: ReadPairsOptions["u"]) => (typeof side === "string" ? side : side.path);
