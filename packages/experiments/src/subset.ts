import type { Pairs } from "@crosstilt/core";

/** The first `count` pairs, for reduced scales. */
export function firstPairs(pairs: Pairs, count: number): Pairs {
  return { ...pairs, length: Math.min(count, pairs.length) };
}
