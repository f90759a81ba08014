import { demand } from "@crosstilt/core";
import { type FeatureEncoding, type Features, featuresOf } from "./features.js";
import type { ReadOptions } from "./read-options.js";
import { readTable } from "./read-table.js";
import { type Column, columnOf, type Table } from "./table.js";
import type { TransformName } from "./transform.js";

/** Where one side comes from. */
export interface SideSource extends ReadOptions {
  readonly path: string;
  /** The columns that make a sample (default all but the key). */
  readonly columns?: readonly string[];
  /** The column to join by, where it has another name than on the other side. */
  readonly key?: string;
  /** Columns that say something of the pairs, such as their group; no part of a sample unless `columns` names them. */
  readonly labels?: readonly string[];
  readonly transform?: TransformName;
  /** Columns of free text, which become hashed words and characters. */
  readonly text?: readonly string[];
}

/** The columns of a side and of its key. */
export const readSide = (source: SideSource): Promise<Table> => readTable(source.path, readSideOptions(source));

/** How a side is read. Keys are read as words, so that "007" stays apart from "7"; labels too, unless they are features. */
export function readSideOptions({
  path: _,
  columns,
  key,
  labels = [],
  kinds,
  text = [],
  skip,
  transform: __,
  ...rest
}: SideSource): ReadOptions {
  const naming = key === undefined ? labels : [...labels, key];
  const words = Object.fromEntries(
    naming.filter((name) => name === key || !columns?.includes(name)).map((name) => [name, "categorical" as const]),
  );
  const texts = Object.fromEntries(text.map((name) => [name, "categorical" as const]));
  const keyKind = key === undefined ? {} : { [key]: "categorical" as const };
  return {
    ...rest,
    columns: columns && [...columns, ...naming],
    skip: skip?.filter((name) => !naming.includes(name)),
    kinds: { ...words, ...kinds, ...texts, ...keyKind },
  };
}

/** A side as rows of numbers; with known encodings, as in training. */
export function sideFeatures(
  table: Table,
  source: SideSource,
  known?: { readonly encodings: readonly FeatureEncoding[] },
): Features {
  return featuresOf(table, sideColumns(table, source), { known: known?.encodings, text: textOf(table, source) });
}

/** The columns of free text; refuses names of none, and text in columns that are no words. */
export function textOf(table: Table, { text = [] }: SideSource): readonly string[] {
  for (const name of text) {
    const { kind } = columnOf(table, name);
    demand(kind === "categorical", () => ({
      argument: `${table.path}, column "${name}"`,
      expected: "text",
      received: `a ${kind} column`,
      remedy: "Leave it out of text",
    }));
  }
  return text;
}

/** The columns of a table that make a sample. */
export function sideColumns(table: Table, { columns, key, labels = [] }: SideSource): Column[] {
  const isSample = (name: string) => name !== key && !labels.includes(name);
  const names = columns ?? table.columns.map(({ name }) => name).filter(isSample);
  demand(names.length > 0, () => ({
    argument: `${table.path}, columns`,
    expected: "at least one column beside the key, groups and the part",
    received: "none",
  }));
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  return names.map((name) => byName.get(name) ?? columnOf(table, name));
}
