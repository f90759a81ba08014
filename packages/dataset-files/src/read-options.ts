import type { BinaryContent } from "./binary-cell.js";
import type { NumberFormat } from "./number-text.js";
import { endingOf } from "./source-file.js";
import type { ColumnKind } from "./table.js";

/** How cells are read, in every format. */
export interface CellOptions extends Partial<NumberFormat> {
  /** Further words for a missing value, such as "-999", beside empty cells, `#N/A`, `<NA>` and, among numbers, `NA`, `.` or `-`. */
  readonly missingWords?: readonly string[];
  /** What binary columns hold (default unknown: they can be keys only). */
  readonly binary?: BinaryContent;
}

export interface ReadOptions extends CellOptions {
  /** The content of the file where it is not on disk, as in browsers; the path then only names it. */
  readonly bytes?: Uint8Array;
  /** The columns to read (default all); what stands in others does not matter. */
  readonly columns?: readonly string[];
  /** The columns not to read: all but these. */
  readonly skip?: readonly string[];
  /** Kinds of columns where guessing is not wanted. */
  readonly kinds?: Readonly<Record<string, ColumnKind>>;
  /** CSV: what stands between fields (default "," or, in .tsv, a tab). */
  readonly separator?: string;
  /** CSV: whether the first line names the columns (default true, unless that is all numbers; otherwise column1, column2, …). */
  readonly header?: boolean;
  /** Image folders: height and width that all images are brought to (default: they must be of one size). */
  readonly imageSize?: readonly number[];
}

/** How a column shall be read; undefined where that is to be guessed. */
export const kindOf = ({ kinds = {} }: ReadOptions, name: string): ColumnKind | undefined =>
  Object.hasOwn(kinds, name) ? kinds[name] : undefined;

/** Names that pandas gives the numbers of rows where nobody named them. */
const ROW_NUMBERS = /^(__index_level_\d+__|Unnamed: 0(\.\d+)?)$/;

/**
 * The names of a file's columns that are to be read, in the order of the file. Columns that only name the rows, as the
 * writer says (`index`) or their names, are read when they are asked for, by `columns` or by `kinds`.
 */
export function chosenNames(
  names: readonly string[],
  { columns, skip = [], kinds = {} }: ReadOptions,
  index: readonly string[] = [],
): string[] {
  const [wanted, skipped, counting] = [columns && new Set(columns), new Set(skip), new Set(index)];
  const isIndex = (name: string) => (counting.has(name) || ROW_NUMBERS.test(name)) && !Object.hasOwn(kinds, name);
  return names.filter((name) => (wanted ? wanted.has(name) : !skipped.has(name) && !isIndex(name)));
}

/** The settings that other files of a source's kind need too. */
const KEPT = ["separator", "header", "imageSize", "decimal", "thousands", "missingWords", "binary"] as const;

/** What has to be known to read a file, beside what stands in it; plain data, to be kept with a model. */
export type Reading = Pick<ReadOptions, (typeof KEPT)[number]>;

/** The part of a source's settings that other files of its kind need too. */
export const readingOf = (options: Reading): Reading => Object.fromEntries(KEPT.map((name) => [name, options[name]]));

/**
 * How to read a file of new data: as the training data was, where it is of the same kind.
 *
 * @example
 * const labels = await columnWords("new.csv", "category", readingLike("new.csv", metadata.u));
 */
export const readingLike = (
  path: string,
  like: { readonly path: string; readonly reading?: Reading },
): Reading | undefined => (endingOf(path) === endingOf(like.path) ? like.reading : undefined);
