import { stat } from "node:fs/promises";
import { extname } from "node:path";
import { demand } from "@crosstilt/core";
import { readNpyTable, readNpzTable, readSafetensorsTable } from "./read-arrays.js";
import { readArrow, readParquet } from "./read-columnar.js";
import { readCsv } from "./read-csv.js";
import { readImages } from "./read-images.js";
import { readJsonl } from "./read-jsonl.js";
import type { ReadOptions } from "./read-options.js";
import type { Table } from "./table.js";

const readers: Readonly<Record<string, (path: string, options: ReadOptions) => Promise<Table>>> = {
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
 * Refuses damaged files and odd cells with file, row and column.
 *
 * @example
 * const { columns, rows } = await readTable("products.csv", { kinds: { sku: "categorical" } });
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<Table> {
  if (await isFolder(path)) return readImages(path, options);
  const reader = readers[extname(path).toLowerCase()];
  demand(reader !== undefined, () => ({
    argument: path,
    expected: `a file that ends in ${Object.keys(readers).join(", ")}, or a folder of images`,
    received: extname(path) || "a name without an ending",
  }));
  return reader(path, options);
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
