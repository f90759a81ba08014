import { refusal } from "@crosstilt/core";
import type { ReadOptions } from "./read-options.js";
import { tableChunks } from "./read-table.js";
import { columnOf, type Table } from "./table.js";

/** Rows that are in memory at a time beside the words. */
const CHUNK = 2 ** 16;

/**
 * The words of one column, a word for each row, numbers as they are written: keys, labels, groups. Refuses empty cells.
 *
 * @example
 * const labels = await columnWords("products.csv", "category");
 */
export async function columnWords(path: string, column: string, options: ReadOptions = {}): Promise<string[]> {
  const kinds = { [column]: "categorical" as const };
  const words: string[] = [];
  for await (const table of tableChunks(path, { ...options, columns: [column], kinds }, CHUNK))
    for (const word of wordsOf(table, column)) words.push(word);
  return words;
}

/** {@link columnWords} of a table. */
export function wordsOf(table: Table, column: string): string[] {
  const { values, missing } = columnOf(table, column);
  const argument = (row: number) => `${table.path}, ${table.place(row)}, column "${column}"`;
  for (const [row, received] of missing) throw refusal({ argument: argument(row), expected: "a word", received });
  return Array.from(values, String);
}
