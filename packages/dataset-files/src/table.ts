import { demand, suggest } from "@crosstilt/core";
import type { NumericData } from "@crosstilt/formats";
import type { NumberFormat } from "./number-text.js";

/** How a column is read: one number, one of several words, or an array of numbers of a fixed shape per row. */
export type ColumnKind = "numeric" | "categorical" | "vector";

interface ColumnBase {
  readonly name: string;
  /** Rows without a usable value, and what stands there instead. */
  readonly missing: ReadonlyMap<number, string>;
}

export interface NumericColumn extends ColumnBase {
  readonly kind: "numeric";
  readonly values: Float64Array;
}

export interface CategoricalColumn extends ColumnBase {
  readonly kind: "categorical";
  readonly values: readonly string[];
}

/** Numbers as a file holds them; those of 64-bit integers are Float64Array. */
export type NumberArray = Exclude<NumericData, BigInt64Array | BigUint64Array>;

export interface VectorColumn extends ColumnBase {
  readonly kind: "vector";
  /** `[rows, …shape]` in row-major order. */
  readonly values: NumberArray;
  readonly shape: readonly number[];
}

export type Column = NumericColumn | CategoricalColumn | VectorColumn;

/** The columns of one file. */
export interface Table {
  readonly path: string;
  readonly rows: number;
  /** The columns that were asked for, or all. */
  readonly columns: readonly Column[];
  /** The names of all columns of the file. */
  readonly names: readonly string[];
  /** What the file itself calls its rows, such as an index of pandas or names of images, and the column of these names. */
  readonly rowNames?: { readonly column: string; readonly names: readonly string[] };
  /** Whether the rows are the files of a folder, which belong to others of their name. */
  readonly isFolder?: boolean;
  /** How numbers are written as text, where the rows say so. */
  readonly numbers?: NumberFormat;
  /** Where a row stands in the file, for errors: `line 3`. */
  place(row: number): string;
}

/** The column of a name; refuses unknown names with the known ones. */
export function columnOf({ path, columns, names }: Table, name: string): Column {
  const found = columns.find((column) => column.name === name);
  demand(found !== undefined, () => ({
    argument: `${path}, column "${name}"`,
    expected: "a column of the file",
    received: "an unknown name",
    remedy: suggest(name, names),
  }));
  return found;
}

const LARGEST = 2 ** 128 * (1 - 2 ** -25);

/** Whether a number is finite in 32 bits, as samples are. */
export const isUsable = (value: number): boolean => Math.abs(value) < LARGEST;
