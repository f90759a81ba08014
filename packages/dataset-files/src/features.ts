import { type Complaint, demand, suggest } from "@crosstilt/core";
import { sizeOf } from "@crosstilt/formats";
import { TEXT_DIMENSION, type TextFrequencies, textFrequencies, writeText } from "./hashed-text.js";
import type { CategoricalColumn, Column, Table } from "./table.js";

/** How one column became coordinates; plain data, to be kept with a model. */
export type FeatureEncoding =
  | { readonly name: string; readonly kind: "numeric" }
  | { readonly name: string; readonly kind: "categorical"; readonly categories: readonly string[] }
  | { readonly name: string; readonly kind: "vector"; readonly shape: readonly number[] }
  | { readonly name: string; readonly kind: "text"; readonly frequencies: TextFrequencies };

/** The columns of one side as rows of numbers. */
export interface Features {
  readonly path: string;
  /** Shape of one sample: that of a single vector column, otherwise `[dimension]`. */
  readonly shape: readonly number[];
  readonly dimension: number;
  readonly encodings: readonly FeatureEncoding[];
  /** For each coordinate whether it may be scaled; words as 0 and 1 may not. */
  readonly scalable: readonly boolean[];
  /** Rows that lack a value: what was expected and found, by row. */
  readonly missing: ReadonlyMap<number, Complaint>;
  /** Writes row `row` to `target`, `[dimension]`. */
  read(row: number, target: Float64Array): void;
}

/**
 * What coordinates are called, in order: `size`, `colour = red`, `embedding[3]`.
 *
 * @example
 * const constant = report.u.constantColumns.map((j) => coordinateNames(metadata.u.encodings)[j]);
 */
export function coordinateNames(encodings: readonly FeatureEncoding[]): string[] {
  return encodings.flatMap((encoding) => {
    const { name, kind } = encoding;
    if (kind === "numeric") return [name];
    if (kind === "categorical") return encoding.categories.map((word) => `${name} = ${word}`);
    const count = kind === "text" ? TEXT_DIMENSION : sizeOf(encoding.shape);
    return Array.from({ length: count }, (_, j) => `${name}[${j}]`);
  });
}

const MOST_CATEGORIES = 1000;
/** Known words that an error lists. */
const MOST_SUGGESTED = 20;

interface Part {
  readonly encoding: FeatureEncoding;
  readonly width: number;
  read(row: number, target: Float64Array, at: number): void;
}

/** What is known or said of the columns of a side. */
export interface FeatureOptions {
  readonly known?: readonly FeatureEncoding[];
  /** Columns of free text. */
  readonly text?: readonly string[];
}

/**
 * Numbers stay, words become one-hot in alphabetical order, free text becomes hashed words and characters (`writeText`), vectors are laid
 * side by side. With known encodings, new data is held to them: words have the places they had.
 */
export function featuresOf(
  table: Table,
  columns: readonly Column[],
  { known, text = [] }: FeatureOptions = {},
): Features {
  const parts = columns.map((column, i) => partOf(table, column, known?.[i], text.includes(column.name)));
  const dimension = parts.reduce((sum, { width }) => sum + width, 0);
  const only = columns[0]!;
  return {
    path: table.path,
    shape: columns.length === 1 && only.kind === "vector" ? only.shape : [dimension],
    dimension,
    encodings: parts.map(({ encoding }) => encoding),
    scalable: parts.flatMap(({ encoding, width }) => new Array<boolean>(width).fill(encoding.kind !== "categorical")),
    missing: missingRows(table, columns),
    read(row, target) {
      let at = 0;
      for (const part of parts) {
        part.read(row, target, at);
        at += part.width;
      }
    },
  };
}

function partOf(table: Table, column: Column, known: FeatureEncoding | undefined, isText: boolean): Part {
  if (known) demandAlike(table, column, known);
  if (column.kind === "categorical" && (known ? known.kind === "text" : isText))
    return textPart(column, known?.kind === "text" ? known.frequencies : undefined);
  if (column.kind === "categorical")
    return known?.kind === "categorical" ? knownWords(table, column, known) : oneHot(table, column);
  const { name, values } = column;
  const shape = column.kind === "vector" ? column.shape : [];
  const width = sizeOf(shape);
  return {
    encoding: column.kind === "vector" ? { name, kind: "vector", shape } : { name, kind: "numeric" },
    width,
    read: (row, target, at) => target.set(values.subarray(row * width, (row + 1) * width), at),
  };
}

/** Refuses columns of another kind or shape than the model was trained on. */
function demandAlike({ path }: Table, column: Column, known: FeatureEncoding): void {
  const words = (kind: string, shape?: readonly number[]) => (shape ? `${kind} of shape [${shape}]` : kind);
  const [wanted, found] = [
    words(known.kind === "text" ? "categorical" : known.kind, known.kind === "vector" ? known.shape : undefined),
    words(column.kind, column.kind === "vector" ? column.shape : undefined),
  ];
  demand(wanted === found, () => ({
    argument: `${path}, column "${column.name}"`,
    expected: `a ${wanted} column, as in training`,
    received: `a ${found} column`,
    remedy: "Use data of the kind the model was trained on",
  }));
}

function knownWords(
  { path, place }: Table,
  { name, values, missing }: CategoricalColumn,
  { categories }: { readonly categories: readonly string[] },
): Part {
  const row = values.findIndex((value, i) => !missing.has(i) && !categories.includes(value));
  demand(row < 0, () => ({
    argument: `${path}, ${place(row)}, column "${name}"`,
    expected: "a word that occurred in training",
    received: `"${values[row]}"`,
    remedy: suggest(values[row]!, categories.slice(0, MOST_SUGGESTED)),
  }));
  return wordPart(name, values, categories);
}

function oneHot({ path }: Table, { name, values, missing }: CategoricalColumn): Part {
  const categories = [...new Set(values.filter((_, row) => !missing.has(row)))].sort();
  demand(missing.size < values.length, () => ({
    argument: `${path}, column "${name}"`,
    expected: "at least one value",
    received: `${values.length} rows without any`,
    remedy: "Leave the column out: name the others as columns",
  }));
  demand(categories.length <= MOST_CATEGORIES, () => ({
    argument: `${path}, column "${name}"`,
    expected: `at most ${MOST_CATEGORIES} different words`,
    received: String(categories.length),
    remedy: `If it is free text, say so: text: [${name}]. Otherwise leave the column out, or use it as key`,
  }));
  return wordPart(name, values, categories);
}

function wordPart(name: string, values: readonly string[], categories: readonly string[]): Part {
  const indexOf = new Map(categories.map((category, index) => [category, index]));
  return {
    encoding: { name, kind: "categorical", categories },
    width: categories.length,
    read: (row, target, at) => {
      target.fill(0, at, at + categories.length);
      target[at + (indexOf.get(values[row]!) ?? 0)] = 1;
    },
  };
}

function textPart(
  { name, values, missing }: CategoricalColumn,
  frequencies = textFrequencies(values.filter((_, row) => !missing.has(row))),
): Part {
  return {
    encoding: { name, kind: "text", frequencies },
    width: TEXT_DIMENSION,
    read: (row, target, at) => writeText(values[row]!, frequencies, target, at),
  };
}

function missingRows({ path, place }: Table, columns: readonly Column[]): Map<number, Complaint> {
  const expected = { numeric: "a number", categorical: "a word", vector: "finite numbers" };
  const complaints = columns.flatMap(({ name, kind, missing }) =>
    [...missing].map(([row, received]) => {
      const argument = `${path}, ${place(row)}, column "${name}"`;
      return [row, { argument, expected: expected[kind], received }] as const;
    }),
  );
  return new Map(complaints);
}
