import { demand } from "@crosstilt/core";
import { hashText } from "./hash.js";

export interface SplitOptions {
  /** Share of the pairs that is held back for the end (default 0.1). */
  readonly test?: number;
  /** Share of the pairs for choosing settings (default 0.1). */
  readonly validation?: number;
  /** Another seed gives another split (default 1). */
  readonly seed?: number;
}

/** A column that says to which part each pair belongs: `train`, `validation` (also `val`, `valid`, `dev`) or `test`. */
export interface SplitByColumn {
  readonly column: string;
}

export type SplitName = "train" | "validation" | "test";

const partWords: Readonly<Record<string, SplitName>> = {
  train: "train",
  training: "train",
  validation: "validation",
  valid: "validation",
  val: "validation",
  dev: "validation",
  test: "test",
};

/** The part that a cell names, whatever its case; undefined for other words. */
export const partNamed = (word: string): SplitName | undefined => {
  const name = word.trim().toLowerCase();
  return Object.hasOwn(partWords, name) ? partWords[name] : undefined;
};

/**
 * Which part each key belongs to. A key's part depends on nothing but the key and the seed, so that pairs keep their part
 * when the file grows or changes its order.
 *
 * @example
 * splitByKey(["a", "b", "c"], { test: 0.2 }); // ["train", "test", "train"] or the like
 */
export function splitByKey(
  keys: readonly string[],
  { test = 0.1, validation = 0.1, seed = 1 }: SplitOptions = {},
): SplitName[] {
  const valid = [test, validation].every((share) => share >= 0 && share < 1) && test + validation < 1;
  demand(valid, () => ({
    argument: "split",
    expected: "shares of at least 0 that leave something to train on",
    received: `test ${test} and validation ${validation}`,
  }));
  return keys.map((key) => {
    const place = hashText(`${seed}:${key}`);
    if (place < test) return "test";
    return place < test + validation ? "validation" : "train";
  });
}
