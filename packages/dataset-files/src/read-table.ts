import { demand } from "@crosstilt/core";
import { diskFile } from "#disk";
import { readNpyTable, readNpzTable, readSafetensorsTable } from "./read-arrays.js";
import { readArrow, readParquet } from "./read-columnar.js";
import { readCsv } from "./read-csv.js";
import { readJsonl } from "./read-jsonl.js";
import type { ReadOptions } from "./read-options.js";
import { memoryFile, type SourceFile } from "./source-file.js";
import type { Table } from "./table.js";

const readers: Readonly<Record<string, (file: SourceFile, options: ReadOptions) => Promise<Table>>> = {
  ".csv": readCsv,
  ".tsv": readCsv,
  ".jsonl": readJsonl,
  ".ndjson": readJsonl,
  ".npy": readNpyTable,
  ".npz": readNpzTable,
  ".safetensors": readSafetensorsTable,
  ".parquet": readParquet,
  ".arrow": readArrow,
  ".feather": readArrow,
};

/**
 * The columns of a file, by the ending of its name: CSV, TSV, JSONL, NPY, NPZ, safetensors, Parquet, Arrow or Feather.
 * Refuses damaged files and odd cells with file, row and column. Reads from disk, or in browsers the bytes that are given.
 *
 * @example
 * const { columns, rows } = await readTable("products.csv", { kinds: { sku: "categorical" } });
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<Table> {
  const ending = /[^/\\](\.\w+)$/.exec(path)?.[1] ?? "";
  const reader = readers[ending.toLowerCase()];
  demand(reader !== undefined, () => ({
    argument: path,
    expected: `a file that ends in ${Object.keys(readers).join(", ")}`,
    received: ending || "a name without an ending",
  }));
  return reader(options.bytes ? memoryFile(path, options.bytes) : diskFile(path), options);
}
