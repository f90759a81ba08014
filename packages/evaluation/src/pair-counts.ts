import { demand, type Relevance, type Scores } from "@crosstilt/core";

/** How often entries of two galleries occur as pairs; an entry may stand for many equal samples. */
export interface PairCounts {
  /** Pair p is row `u[p]` with column `v[p]`, `[k]` each; no pair is named twice. */
  readonly u: Int32Array;
  readonly v: Int32Array;
  /** How often each occurs, positive, `[k]`. */
  readonly count: Float64Array;
}

/** Row i of u belongs to row i of v; refuses sides of different counts. */
export function diagonalPairs({ shape: [n, m] }: Scores): PairCounts {
  demand(n === m, () => ({
    argument: "pairs",
    expected: "to be given when there are not as many rows of u as of v",
    received: `${n} rows of u and ${m} of v`,
    remedy: "Pass for every u the indices of its v",
  }));
  const places = Int32Array.from({ length: n }, (_, i) => i);
  return { u: places, v: places, count: new Float64Array(n).fill(1) };
}

/** Each relevant entry as a pair that occurs once. */
export function relevantPairs(relevance: Relevance): PairCounts {
  const pairs = relevance.flatMap((list, u) => Array.from(list, (v) => [u, v] as const));
  return {
    u: Int32Array.from(pairs, ([u]) => u),
    v: Int32Array.from(pairs, ([, v]) => v),
    count: new Float64Array(pairs.length).fill(1),
  };
}

/** The same pairs seen from the other side. */
export const transposedPairs = ({ u, v, count }: PairCounts): PairCounts => ({ u: v, v: u, count });

/** How often each row and each column occurs, `[n]` and `[m]`. */
export function frequencies(
  { u, v, count }: PairCounts,
  [n, m]: readonly [n: number, m: number],
): { readonly u: Float64Array; readonly v: Float64Array } {
  const sums = { u: new Float64Array(n), v: new Float64Array(m) };
  count.forEach((times, p) => {
    sums.u[u[p]!]! += times;
    sums.v[v[p]!]! += times;
  });
  return sums;
}

/** Refuses pairs of rows or columns that are not there, that occur never, or twice in the list. */
export function demandPairCounts({ u, v, count }: PairCounts, { shape: [n, m] }: Scores): void {
  demand(count.length > 0 && u.length === count.length && v.length === count.length, () => ({
    argument: "pairs",
    expected: "rows, columns and counts of at least one pair",
    received: `${u.length} rows, ${v.length} columns, ${count.length} counts`,
  }));
  const seen = new Set<number>();
  count.forEach((times, p) => {
    const place = u[p]! * m + v[p]!;
    const valid = u[p]! >= 0 && u[p]! < n && v[p]! >= 0 && v[p]! < m && times > 0 && Number.isFinite(times);
    demand(valid && !seen.has(place), () => ({
      argument: `pairs[${p}]`,
      expected: `a row below ${n} and a column below ${m}, named once, with a positive count`,
      received: `row ${u[p]}, column ${v[p]}, count ${times}`,
    }));
    seen.add(place);
  });
}
