import { demand } from "@crosstilt/core";
import type { MatchOptions } from "./match-sides.js";
import type { LabelledPairs } from "./pair-labels.js";
import type { SideSource } from "./side-source.js";
import { type SplitName, splitByKey } from "./split.js";

/** A file that is read as that of its side is. */
export type PartFile = string | Pick<SideSource, "path" | "bytes">;

/** Parts that have files of their own, read as `u` and `v` are; all pairs of a part's files are its own. */
export interface PartFilesOptions {
  readonly validation?: Readonly<Record<"u" | "v", PartFile>>;
  readonly test?: Readonly<Record<"u" | "v", PartFile>>;
}

/** How pairs come from files, and which of them are in which part. */
export interface SplitPairsOptions extends MatchOptions, PartFilesOptions {}

/** How the files of a part are read, where it has its own. */
export function ownFiles(options: SplitPairsOptions, part: SplitName | undefined): MatchOptions | undefined {
  const { validation, test, split: _, ...others } = options;
  const files = part === "validation" ? validation : part === "test" ? test : undefined;
  if (files === undefined) return undefined;
  const side = (name: "u" | "v"): SideSource => {
    const [as, own] = [sourceAt(options[name]), sourceAt(files[name])];
    return { ...as, bytes: undefined, ...own };
  };
  return { ...others, u: side("u"), v: side("v") };
}

const sourceAt = <T extends { readonly path: string }>(file: string | T): T | { readonly path: string } =>
  typeof file === "string" ? { path: file } : file;

/** Places of pairs by part, in the order of the files; parts with files of their own get none. */
export function splitPairs(
  pairs: LabelledPairs,
  { split = {}, validation, test }: SplitPairsOptions,
): Record<SplitName, Int32Array> {
  const shares = { ...(validation && { validation: 0 }), ...(test && { test: 0 }), ...split };
  const names = pairs.parts ?? splitByKey(pairs.groups ?? pairs.keys, shares);
  const placesIn = (part: SplitName) => Int32Array.from(names.flatMap((name, i) => (name === part ? [i] : [])));
  const places = { train: placesIn("train"), validation: placesIn("validation"), test: placesIn("test") };
  for (const [part, files] of Object.entries({ validation, test }))
    demand(!files || places[part as SplitName].length === 0, () => ({
      argument: `split, ${part}`,
      expected: `no pairs, since ${part} has files of its own`,
      received: `${places[part as SplitName].length} of the others`,
      remedy: "Take the part from its files or from the split, not from both",
    }));
  const wantsTest = !test && !pairs.parts && (shares as { readonly test?: number }).test !== 0;
  demand(places.train.length > 0 && (places.test.length > 0 || !wantsTest), () => ({
    argument: "split",
    expected: wantsTest ? "at least one pair to train on and one to test" : "at least one pair to train on",
    received: `${places.train.length} and ${places.test.length} of ${names.length}`,
    remedy: "Use more pairs or another share for the test",
  }));
  return places;
}
