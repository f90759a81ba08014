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

/** Words that are numbers; those that begin with a zero are names, as a postcode is. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * What stands in one column, a cell for each row: numbers where all of its words are, words elsewhere, null in empty cells.
 *
 * @example
 * const prices = await columnCells("products.csv", "price"); // [19.9, null, 5]
 */
export async function columnCells(
  path: string,
  column: string,
  options: ReadOptions = {},
): Promise<(string | number | null)[]> {
  const kinds = { [column]: "categorical" as const };
  const cells: (string | null)[] = [];
  for await (const table of tableChunks(path, { ...options, columns: [column], kinds }, CHUNK)) {
    const { values, missing } = columnOf(table, column);
    Array.from(values, String).forEach((word, row) => void cells.push(missing.has(row) ? null : word));
  }
  const numeric = cells.every((cell) => cell === null || (NUMBER.test(cell) && Number.isFinite(Number(cell))));
  return numeric ? cells.map((cell) => (cell === null ? null : Number(cell))) : cells;
}

/** {@link columnWords} of a table. */
export function wordsOf(table: Table, column: string): string[] {
  const { values, missing } = columnOf(table, column);
  const argument = (row: number) => `${table.path}, ${table.place(row)}, column "${column}"`;
  for (const [row, received] of missing) throw refusal({ argument: argument(row), expected: "a word", received });
  return Array.from(values, String);
}
