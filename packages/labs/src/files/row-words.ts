import { readTable, type SideSource } from "@crosstilt/dataset-files";

/** A column and what it says in one row. */
export type Word = readonly [column: string, text: string];

/** What a row says in words; nothing for files of numbers. */
export type RowWords = (row: number) => readonly Word[];

const numbersOnly = /\.(npy|npz|safetensors)$/i;

/**
 * The words of a file's rows: its key and every column of text, also those that no encoder sees, such as captions beside
 * embeddings. They are a courtesy: a file whose other columns cannot be read has none.
 */
export async function rowWords(source: SideSource): Promise<RowWords> {
  if (numbersOnly.test(source.path)) return () => [];
  const { path, bytes, key } = source;
  const kinds = key === undefined ? undefined : { [key]: "categorical" as const };
  const table = await readTable(path, { bytes, kinds }).catch(() => null);
  const texts = (table?.columns ?? []).filter((column) => column.kind === "categorical");
  return (row) =>
    texts.flatMap(({ name, values, missing }) => (missing.has(row) ? [] : [[name, values[row]!] as const]));
}
