import { demand } from "@crosstilt/core";
import type { ReadOptions } from "./read-options.js";
import type { SourceFile } from "./source-file.js";
import type { Table } from "./table.js";

/** Reads at most so many rows at a time; infinitely many are the whole file. */
export type ReadChunks = (file: SourceFile, options: ReadOptions, rows: number) => AsyncGenerator<Table>;

/** The rows of a file by a reader of its format, of which the first settle the kinds of columns and how numbers are written. */
export async function* settledChunks(
  read: ReadChunks,
  file: SourceFile,
  options: ReadOptions,
  rows: number,
): AsyncGenerator<Table, undefined> {
  let { kinds, decimal, thousands } = options;
  let names: readonly string[] | undefined;
  // Readers look at the options anew for every chunk.
  const settled: ReadOptions = {
    ...options,
    get kinds() {
      return kinds;
    },
    get decimal() {
      return decimal;
    },
    get thousands() {
      return thousands;
    },
  };
  for await (const table of read(file, settled, rows)) {
    names ??= table.names;
    demandNames(table, names);
    // The table may be handed over where it goes.
    const found = Object.fromEntries(table.columns.map(({ name, kind }) => [name, kind]));
    if (table.numbers) ({ decimal, thousands } = table.numbers);
    kinds = { ...found, ...kinds };
    yield table;
  }
}

/** Refuses names that come up only later in the file. */
function demandNames(table: Table, names: readonly string[]): void {
  const known = new Set(names);
  const late = table.names.find((name) => !known.has(name));
  demand(late === undefined, () => ({
    argument: `${table.path}, after ${table.place(0)}`,
    expected: "the names of the first rows",
    received: `"${late}"`,
    remedy: "Name the columns to read, or read the file as a whole",
  }));
}
