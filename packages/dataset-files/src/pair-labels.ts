import { type Complaint, demand, refusal, suggest } from "@crosstilt/core";
import { groupPairs } from "./group-pairs.js";
import type { Matching } from "./match.js";
import { partNamed, type SplitByColumn, type SplitName, type SplitOptions } from "./split.js";
import type { Column, Table } from "./table.js";

/**
 * Columns that say something of pairs, in either file: `category`, or `v:category` for that of v alone. Where both files have
 * it, they must agree.
 */
export interface LabelOptions {
  /** Columns whose equal values keep pairs in one part of the split, and make them belong together for losses of several positives. */
  readonly group?: string | readonly string[];
  /** Shares of the pairs, by the hash of their group or key (default 0.1 for test and validation each); or a column that says it. */
  readonly split?: SplitOptions | SplitByColumn;
}

/** What columns say of each pair. */
export interface PairLabels {
  /** What groups are called; none where no column was asked for. */
  readonly groups?: readonly string[];
  /** The part of each pair; none where no column says it. */
  readonly parts?: readonly SplitName[];
}

/** Pairs with their labels. */
export type LabelledPairs = Matching & PairLabels;

type Side = "u" | "v";

/** A label before pairs without values are left out, a word for each pair of a matching. */
interface RawLabel {
  readonly words: readonly string[];
  readonly missing: ReadonlyMap<number, Complaint>;
  /** Where the word of a pair stands, for errors. */
  place(pair: number): string;
}

/** The columns that one side's file is read for, if it has them. */
export function labelColumns(side: Side, { group = [], split }: LabelOptions): string[] {
  const names = [...[group].flat(), ...(isColumn(split) ? [split.column] : [])].map(namedIn);
  return [...new Set(names.filter(({ sides }) => sides.includes(side)).map(({ column }) => column))];
}

/** The labels of matched pairs: what is missing among them, and those of the pairs that are kept. */
export function labelsOf(
  tables: Readonly<Record<Side, Table>>,
  matched: Matching,
  { group = [], split }: LabelOptions,
) {
  const groups = [group].flat().map((name) => rawLabel("group", name, tables, matched));
  const part = isColumn(split) ? rawLabel("split.column", split.column, tables, matched) : undefined;
  return {
    missing: new Map([...groups, ...(part ? [part] : [])].flatMap(({ missing }) => [...missing])),
    /** @param places of the kept pairs among the matched ones. */
    of(places: readonly number[]): PairLabels {
      const pick = (words: readonly string[]) => places.map((place) => words[place]!);
      return {
        ...(groups.length > 0 && {
          groups: groupPairs(
            groups.map(({ words }) => pick(words)),
            pick(matched.keys),
          ),
        }),
        ...(part && { parts: places.map((place) => partAt(part, place)) }),
      };
    },
  };
}

const isColumn = (split: LabelOptions["split"]): split is SplitByColumn => split !== undefined && "column" in split;

function namedIn(name: string): { readonly sides: readonly Side[]; readonly column: string } {
  const [, side, column] = /^([uv]):(.+)$/s.exec(name) ?? [];
  return column === undefined ? { sides: ["u", "v"], column: name } : { sides: [side as Side], column };
}

function rawLabel(argument: string, name: string, tables: Readonly<Record<Side, Table>>, matched: Matching): RawLabel {
  const { sides, column } = namedIn(name);
  const found = sides.flatMap((side) => labelIn(tables[side], column, matched[side]));
  const names = sides.flatMap((side) => tables[side].names);
  const [label, other] = found;
  if (label === undefined)
    throw refusal({
      argument: `${argument} "${name}"`,
      expected: `a column of ${sides.map((side) => tables[side].path).join(" or ")}`,
      received: "an unknown name",
      remedy: suggest(column, [...new Set(names)]),
    });
  if (other) demandAgreement(name, label, other);
  return label;
}

function labelIn(table: Table, name: string, rows: Int32Array): RawLabel[] {
  const column = table.columns.find((one) => one.name === name);
  if (!column) return [];
  const place = (pair: number) => `${table.path}, ${table.place(rows[pair]!)}, column "${name}"`;
  const values = labelWords(table, column);
  const words = Array.from(rows, (row) => values[row]!);
  const missing = words.flatMap((_, pair) => {
    const received = column.missing.get(rows[pair]!);
    return received === undefined ? [] : [[pair, { argument: place(pair), expected: "a word", received }] as const];
  });
  return [{ words, missing: new Map(missing), place }];
}

/** The values of a label as text, a number as it is printed. Refuses vectors. */
export function labelWords({ path }: Table, { name, kind, values }: Column): string[] {
  demand(kind !== "vector", () => ({
    argument: `${path}, column "${name}"`,
    expected: "a word or a number in each row",
    received: "vectors",
  }));
  return Array.from(values, String);
}

function demandAgreement(name: string, one: RawLabel, other: RawLabel): void {
  const apart = one.words.findIndex(
    (word, pair) => word !== other.words[pair] && !one.missing.has(pair) && !other.missing.has(pair),
  );
  demand(apart < 0, () => ({
    argument: other.place(apart),
    expected: `"${one.words[apart]}", as ${one.place(apart)} says`,
    received: `"${other.words[apart]}"`,
    remedy: `Write u:${name} or v:${name} to say whose column is meant`,
  }));
}

function partAt({ words, place }: RawLabel, pair: number): SplitName {
  const part = partNamed(words[pair]!);
  demand(part !== undefined, () => ({
    argument: place(pair),
    expected: "train, validation (val, valid, dev) or test",
    received: `"${words[pair]}"`,
  }));
  return part;
}
