import type { Relevance, SampleArray } from "@crosstilt/core";
import { hashRow } from "@crosstilt/dataset-files";
import type { PairCounts } from "@crosstilt/evaluation";
import { sizeOf } from "@crosstilt/formats";

/** Two galleries in which no sample occurs twice, and which of their entries belong together. */
export interface RelevantGalleries {
  /** The place of the first pair with each different sample. */
  readonly u: Int32Array;
  readonly v: Int32Array;
  /** For every entry of u the entries of v that are right. */
  readonly relevant: Relevance;
  /** Which entries occur as pairs, and how often. */
  readonly pairs: PairCounts;
  /** Of each pair its place among `pairs`. */
  readonly places: Int32Array;
}

/**
 * Many-to-many relevance of pairs: a sample that occurs in several pairs is one entry of its gallery, and all its partners
 * are right. With groups, pairs of one group are right for each other too.
 *
 * @param groups a word for every pair, such as its class.
 */
export function galleriesOf(
  { u, v }: Readonly<Record<"u" | "v", SampleArray>>,
  groups?: readonly string[],
): RelevantGalleries {
  const [left, right] = [distinctRows(u), distinctRows(v)];
  const relevant = left.first.map(() => new Set<number>()) as Set<number>[];
  left.entry.forEach((entry, pair) => {
    relevant[entry]!.add(right.entry[pair]!);
  });
  if (groups) addGroups(relevant, left.entry, right.entry, groups);
  return {
    u: Int32Array.from(left.first),
    v: Int32Array.from(right.first),
    relevant: relevant.map((entries) => Int32Array.from(entries)),
    ...countPairs(left.entry, right.entry),
  };
}

function countPairs(u: Int32Array, v: Int32Array): Pick<RelevantGalleries, "pairs" | "places"> {
  const seen = new Map<string, number>();
  const all: { readonly u: number; readonly v: number; count: number }[] = [];
  const places = u.map((entry, pair) => {
    const name = `${entry} ${v[pair]}`;
    const place = seen.get(name) ?? all.push({ u: entry, v: v[pair]!, count: 0 }) - 1;
    seen.set(name, place);
    all[place]!.count += 1;
    return place;
  });
  const pairs = {
    u: Int32Array.from(all, (pair) => pair.u),
    v: Int32Array.from(all, (pair) => pair.v),
    count: Float64Array.from(all, ({ count }) => count),
  };
  return { pairs, places };
}

/** The entries of pairs, and of each entry the first pair. */
function distinctRows({ data, shape }: SampleArray): { first: number[]; entry: Int32Array } {
  const size = sizeOf(shape.slice(1));
  const seen = new Map<string, number>();
  const first: number[] = [];
  const entry = new Int32Array(shape[0]!);
  for (let pair = 0; pair < entry.length; pair++) {
    const fingerprint = hashRow(data.subarray(pair * size, (pair + 1) * size));
    const known = seen.get(fingerprint);
    entry[pair] = known ?? first.length;
    if (known !== undefined) continue;
    seen.set(fingerprint, first.length);
    first.push(pair);
  }
  return { first, entry };
}

function addGroups(relevant: readonly Set<number>[], u: Int32Array, v: Int32Array, groups: readonly string[]): void {
  const members = new Map<string, Set<number>>();
  groups.forEach((group, pair) => {
    members.set(group, (members.get(group) ?? new Set()).add(v[pair]!));
  });
  groups.forEach((group, pair) => {
    for (const entry of members.get(group) ?? []) relevant[u[pair]!]!.add(entry);
  });
}
