import { demand } from "@crosstilt/core";
import { diskFile, readFolder } from "#disk";
import { readNpyTable, readNpzTable, readSafetensorsTable } from "./read-arrays.js";
import { readArrow, readParquet } from "./read-columnar.js";
import { readCsv } from "./read-csv.js";
import { readJsonl } from "./read-jsonl.js";
import type { ReadOptions } from "./read-options.js";
import { endingOf, memoryFile, type SourceFile } from "./source-file.js";
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
 * The columns of a file, by the ending of its name: CSV, TSV, JSONL, NPY, NPZ, safetensors, Parquet, Arrow or Feather; or those of
 * a folder of PNG and JPEG images.
 * Refuses damaged files and odd cells with file, row and column. Reads from disk, or in browsers the bytes that are given.
 *
 * @example
 * const { columns, rows } = await readTable("products.csv", { kinds: { sku: "categorical" } });
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<Table> {
  const folder = options.bytes ? null : await readFolder(path, options);
  if (folder) return folder;
  const reader = readers[endingOf(path)];
  demand(reader !== undefined, () => ({
    argument: path,
    expected: `a file that ends in ${Object.keys(readers).join(", ")}, or a folder of images`,
    received: endingOf(path) || "a name without an ending",
  }));
  return reader(options.bytes ? memoryFile(path, options.bytes) : diskFile(path), options);
}
