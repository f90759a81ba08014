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

export type SplitName = "train" | "validation" | "test";

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
