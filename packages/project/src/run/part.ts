import { arrayPairs, type Loss, type Pairs, withGroups } from "@crosstilt/core";
import {
  demandPart,
  type FileSplits,
  type PairArrays,
  type PairOrigins,
  type ReadPairsOptions,
  readPairsLike,
  type SplitName,
} from "@crosstilt/dataset-files";
import { streamPairsLike } from "@crosstilt/dataset-files/node";
import { lossOf, pairsOptions } from "../config/components.js";
import { isFiles } from "../config/config.js";
import { datasetSplits } from "./dataset-splits.js";
import { demandFiles, type Run } from "./run.js";
import { samplesOfPairs } from "./samples-of-pairs.js";

/** Pairs of a run: a part of its own data, or of new files that are read as its own were. */
export type PairsSource = SplitName | Pick<ReadPairsOptions, "u" | "v" | "key" | "unmatched" | "repeated" | "missing">;

/** Pairs with the files they are from. */
export type SourcedPairs = PairArrays;

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
  const read = files?.streaming ? streamPairsLike : readPairsLike;
  if (own) return read(pairsOptions(demandFiles(run)), description.data, { part: source, limit });
  const group = lossOf(description, catalogue).needs === "targets" ? files?.group : undefined;
  return read({ repeated: files?.repeated, group, ...source }, description.data, { limit });
}

/** The first pairs of a part that was read already, at most `limit`; as {@link readRunPairs} reads them. */
export async function pairsOfPart(
  splits: FileSplits,
  part: SplitName,
  { limit = Number.POSITIVE_INFINITY }: ReadPartOptions = {},
): Promise<SourcedPairs> {
  const { [part]: pairs = { length: 0 } as Pairs, origins } = splits;
  demandPart(part, pairs.length);
  const count = Math.min(limit, pairs.length);
  const arrays = await samplesOfPairs(pairs, count);
  const { keys, groups, rows, paths } = origins[part];
  return {
    ...arrays,
    keys: keys.slice(0, count),
    ...(groups && { groups: groups.slice(0, count) }),
    rows: { u: rows.u.subarray(0, count), v: rows.v.subarray(0, count) },
    paths,
  };
}

/** As batches of tensors, with the targets that a loss may need. */
export const asPairs = (loss: Loss, { u, v, ...origins }: PairArrays): Pairs =>
  pairsFor(loss, arrayPairs(u, v), origins);

/** Pairs as a loss needs them: where it asks for targets, pairs of one group, or without groups of one key, belong together. */
export const pairsFor = (loss: Loss, pairs: Pairs, origins: Pick<PairOrigins, "keys" | "groups">): Pairs =>
  loss.needs === "targets" ? withGroups(pairs, togetherOf(origins)) : pairs;

/** What makes pairs belong together. */
export const togetherOf = ({ keys, groups }: Pick<PairOrigins, "keys" | "groups">): readonly string[] => groups ?? keys;
