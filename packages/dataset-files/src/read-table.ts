import { demand } from "@crosstilt/core";
import { diskFile, foreignProcess, readFolder } from "#disk";
import type { ForeignFormat } from "./foreign.js";
import { npyChunks, readNpzTable, readSafetensorsTable } from "./read-arrays.js";
import { arrowChunks } from "./read-arrow.js";
import { csvChunks, firstLineIsNumbers } from "./read-csv.js";
import { jsonlChunks } from "./read-jsonl.js";
import type { ReadOptions } from "./read-options.js";
import { parquetChunks } from "./read-parquet.js";
import { webdatasetChunks } from "./read-webdataset.js";
import { readZip } from "./read-zip.js";
import { type ReadChunks, settledChunks } from "./settled-chunks.js";
import { endingOf, memoryFile, type SourceFile } from "./source-file.js";
import type { Table } from "./table.js";

const readers: Readonly<Record<string, ReadChunks>> = {
  ".csv": csvChunks,
  ".tsv": csvChunks,
  ".jsonl": jsonlChunks,
  ".ndjson": jsonlChunks,
  ".npy": npyChunks,
  ".npz": whole(readNpzTable),
  ".safetensors": whole(readSafetensorsTable),
  ".parquet": parquetChunks,
  ".arrow": arrowChunks,
  ".feather": arrowChunks,
  ".tar": webdatasetChunks,
  ".zip": whole(readZip),
};

/** Formats that are read in a process of their own where there are some. */
const foreignFormats: Readonly<Record<string, ForeignFormat>> = {
  ".parquet": "parquet",
  ".arrow": "arrow",
  ".feather": "arrow",
};

function whole(read: (file: SourceFile, options: ReadOptions) => Promise<Table>): ReadChunks {
  return async function* (file, options) {
    yield await read(file, options);
  };
}

/**
 * The columns of a file, by the ending of its name: CSV, TSV, JSONL, NPY, NPZ, safetensors, Parquet, Arrow, Feather or TAR (WebDataset); or those of
 * the images of a folder or a zip archive.
 * Refuses damaged files and odd cells with file, row and column. Reads from disk, or in browsers the bytes that are given.
 *
 * @example
 * const { columns, rows } = await readTable("products.csv", { kinds: { sku: "categorical" } });
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<Table> {
  let whole: Table | undefined;
  for await (const table of tableChunks(path, options, Number.POSITIVE_INFINITY)) whole = table;
  return whole as Table;
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
    remedy: "Save tables as CSV or Parquet; text with columns ends in .csv or .tsv, whatever stands between them",
  }));
  const format = foreignFormats[endingOf(path)];
  const elsewhere = format && (await foreignProcess());
  if (elsewhere) yield* elsewhere({ format, path, options, rows });
  else yield* settledChunks(reader, options.bytes ? memoryFile(path, options.bytes) : diskFile(path), options, rows);
}

/**
 * Whether the first line of a CSV file is all numbers, which `readTable` refuses unless `header` says whether they are names;
 * false for other formats. Reads no more than the beginning.
 *
 * @example
 * const header = (await beginsWithNumbers("table.csv")) ? false : undefined;
 */
export const beginsWithNumbers = async (path: string): Promise<boolean> =>
  readers[endingOf(path)] === csvChunks && firstLineIsNumbers(diskFile(path));
