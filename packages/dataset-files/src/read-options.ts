import { endingOf } from "./source-file.js";
import type { ColumnKind } from "./table.js";

export interface ReadOptions {
  /** The content of the file where it is not on disk, as in browsers; the path then only names it. */
  readonly bytes?: Uint8Array;
  /** The columns to read (default all); what stands in others does not matter. */
  readonly columns?: readonly string[];
  /** Kinds of columns where guessing is not wanted. */
  readonly kinds?: Readonly<Record<string, ColumnKind>>;
  /** CSV: what stands between fields (default "," or, in .tsv, a tab). */
  readonly separator?: string;
  /** CSV: whether the first line names the columns (default true; otherwise column1, column2, …). */
  readonly header?: boolean;
  /** Image folders: height and width that all images are brought to (default: they must be of one size). */
  readonly imageSize?: readonly number[];
}

/** The names of a file's columns that are to be read. */
export function chosenNames(names: readonly string[], { columns }: ReadOptions): string[] {
  return names.filter((name) => columns === undefined || columns.includes(name));
}

/** What has to be known to read a file, beside what stands in it; plain data, to be kept with a model. */
export type Reading = Pick<ReadOptions, "separator" | "header" | "imageSize">;

/** The part of a source's settings that other files of its kind need too. */
export const readingOf = ({ separator, header, imageSize }: Reading): Reading => ({ separator, header, imageSize });

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
