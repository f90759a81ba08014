import { demand } from "@crosstilt/core";
import { diskFile } from "#disk";
import { parquetChunks } from "./read-columnar.js";
import { csvChunks } from "./read-csv.js";
import { jsonlChunks } from "./read-jsonl.js";
import type { ReadOptions } from "./read-options.js";
import { readTable } from "./read-table.js";
import { endingOf, type SourceFile } from "./source-file.js";
import type { Table } from "./table.js";

type ReadChunks = (file: SourceFile, options: ReadOptions, rows: number) => AsyncGenerator<Table>;

const chunked: Readonly<Record<string, ReadChunks>> = {
  ".csv": csvChunks,
  ".tsv": csvChunks,
  ".jsonl": jsonlChunks,
  ".ndjson": jsonlChunks,
  ".parquet": parquetChunks,
};

/**
 * The rows of a file, at most so many at a time: CSV, TSV, JSONL and Parquet without ever being in memory as a whole, other
 * files at once. Kinds of columns are those of the first rows.
 */
export async function* tableChunks(path: string, options: ReadOptions, rows: number): AsyncGenerator<Table> {
  const read = chunked[endingOf(path)];
  if (!read) return yield await readTable(path, options);
  let kinds = options.kinds;
  let names: readonly string[] | undefined;
  // Readers look at the options anew for every chunk, so that the first one settles the kinds of the others.
  const settled: ReadOptions = {
    ...options,
    get kinds() {
      return kinds;
    },
  };
  for await (const table of read(diskFile(path), settled, rows)) {
    names ??= table.names;
    demandNames(table, names);
    yield table;
    kinds = { ...Object.fromEntries(table.columns.map(({ name, kind }) => [name, kind])), ...kinds };
  }
}

/** Refuses names that come up only later in the file. */
function demandNames(table: Table, names: readonly string[]): void {
  const late = table.names.find((name) => !names.includes(name));
  demand(late === undefined, () => ({
    argument: `${table.path}, after ${table.place(0)}`,
    expected: "the names of the first rows",
    received: `"${late}"`,
    remedy: "Name the columns to read, or read the file as a whole",
  }));
}
