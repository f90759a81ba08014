import { demand } from "@crosstilt/core";
import { diskFile, readFolder } from "#disk";
import { npyChunks, readNpzTable, readSafetensorsTable } from "./read-arrays.js";
import { readArrow } from "./read-arrow.js";
import { csvChunks } from "./read-csv.js";
import { jsonlChunks } from "./read-jsonl.js";
import type { ReadOptions } from "./read-options.js";
import { parquetChunks } from "./read-parquet.js";
import { endingOf, memoryFile, type SourceFile } from "./source-file.js";
import type { Table } from "./table.js";

/** Reads at most so many rows at a time; infinitely many are the whole file. */
type ReadChunks = (file: SourceFile, options: ReadOptions, rows: number) => AsyncGenerator<Table>;

const readers: Readonly<Record<string, ReadChunks>> = {
  ".csv": csvChunks,
  ".tsv": csvChunks,
  ".jsonl": jsonlChunks,
  ".ndjson": jsonlChunks,
  ".npy": npyChunks,
  ".npz": whole(readNpzTable),
  ".safetensors": whole(readSafetensorsTable),
  ".parquet": parquetChunks,
  ".arrow": whole(readArrow),
  ".feather": whole(readArrow),
};

function whole(read: (file: SourceFile, options: ReadOptions) => Promise<Table>): ReadChunks {
  return async function* (file, options) {
    yield await read(file, options);
  };
}

/**
 * The columns of a file, by the ending of its name: CSV, TSV, JSONL, NPY, NPZ, safetensors, Parquet, Arrow or Feather; or those of
 * a folder of PNG and JPEG images.
 * Refuses damaged files and odd cells with file, row and column. Reads from disk, or in browsers the bytes that are given.
 *
 * @example
 * const { columns, rows } = await readTable("products.csv", { kinds: { sku: "categorical" } });
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<Table> {
  const { value } = await tableChunks(path, options, Number.POSITIVE_INFINITY).next();
  return value as Table;
}

/**
 * The rows of a file, at most so many at a time: CSV, TSV, JSONL, Parquet and NPY without ever being in memory as a whole, other
 * files at once. Kinds of columns are those of the first rows.
 */
export async function* tableChunks(path: string, options: ReadOptions, rows: number): AsyncGenerator<Table, undefined> {
  const folder = options.bytes ? null : await readFolder(path, options);
  if (folder) {
    yield folder;
    return;
  }
  const reader = readers[endingOf(path)];
  demand(reader !== undefined, () => ({
    argument: path,
    expected: `a file that ends in ${Object.keys(readers).join(", ")}, or a folder of images`,
    received: endingOf(path) || "no folder of this name, and no ending",
  }));
  let { kinds, decimal, thousands } = options;
  let names: readonly string[] | undefined;
  // Readers look at the options anew for every chunk, so that the first ones settle the kinds and numbers of the others.
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
  for await (const table of reader(options.bytes ? memoryFile(path, options.bytes) : diskFile(path), settled, rows)) {
    names ??= table.names;
    demandNames(table, names);
    yield table;
    if (table.numbers) ({ decimal, thousands } = table.numbers);
    kinds = { ...Object.fromEntries(table.columns.map(({ name, kind }) => [name, kind])), ...kinds };
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
