import { joinedRows, type Pairs } from "./samples.js";

/** Which pairs hang together, so that no two of one group may stand on both sides of a split. */
export interface Groups {
  /** Group of every pair, numbered by first appearance, `[n]`. */
  readonly labels: Int32Array;
  readonly count: number;
  /** Sides with so few distinct rows that these are classes; they do not tie pairs together. */
  readonly classes: readonly ("u" | "v")[];
}

/**
 * Groups of pairs that share a row of either side, such as the five captions of one image. A side with fewer than √n distinct
 * rows is taken for classes, whose repetition is chance and ties nothing together.
 * @example
 * const groups = groupsOf({ u, v });
 * const folds = await foldMoments([{ u, v }], { folds: 10, groups: groups.labels });
 */
export function groupsOf(pairs: Pairs): Groups {
  const { rows, p } = joinedRows(pairs);
  const sides = { u: distinct(rows.map((row) => row.subarray(0, p))), v: distinct(rows.map((row) => row.subarray(p))) };
  const classes = (["u", "v"] as const).filter((side) => sides[side].count < Math.sqrt(rows.length));
  const ties = Object.values(sides).filter(({ count }) => count >= Math.sqrt(rows.length));
  return { ...components(ties, rows.length), classes };
}

/** Labels of any kind, one a pair, as numbers by first appearance. */
export function groupsFrom(labels: ArrayLike<unknown>): Groups {
  return { ...numbered(labels.length, (i) => labels[i]), classes: [] };
}

const distinct = (rows: readonly Float64Array[]): Numbered => numbered(rows.length, (i) => hashOf(rows[i]!));

type Numbered = Pick<Groups, "labels" | "count">;

function numbered(length: number, key: (i: number) => unknown): Numbered {
  const known = new Map<unknown, number>();
  const labels = Int32Array.from({ length }, (_, i) => {
    const name = key(i);
    const label = known.get(name) ?? known.size;
    known.set(name, label);
    return label;
  });
  return { labels, count: known.size };
}

/** Connected components of pairs under equal labels. */
function components(ties: readonly Numbered[], count: number): Numbered {
  const parent = Int32Array.from({ length: count }, (_, i) => i);
  const rootOf = (i: number): number => {
    let at = i;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  for (const { labels } of ties) {
    const first = new Map<number, number>();
    labels.forEach((label, i) => {
      const other = first.get(label);
      if (other === undefined) first.set(label, i);
      else parent[rootOf(i)] = rootOf(other);
    });
  }
  return numbered(count, rootOf);
}

/** 53 bits of two FNV-1a hashes over the float64 bytes of a row. */
function hashOf(row: Float64Array): number {
  const words = new Uint32Array(row.buffer, row.byteOffset, 2 * row.length);
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (const word of words) {
    a = Math.imul(a ^ word, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ word, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return (a >>> 0) * 2 ** 21 + ((b >>> 0) >>> 11);
}
