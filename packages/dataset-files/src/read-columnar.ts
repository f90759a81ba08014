import { demand, refusal } from "@crosstilt/core";
import { columnFrom } from "./cells.js";
import { chosenNames, type ReadOptions } from "./read-options.js";
import type { SourceFile } from "./source-file.js";
import type { Table } from "./table.js";

/** A Parquet file; lists become vectors. At most so many rows at a time. */
export async function* parquetChunks(
  { path, ranges }: SourceFile,
  options: ReadOptions,
  size: number,
): AsyncGenerator<Table> {
  const { parquetMetadataAsync, parquetReadObjects } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  const { file, metadata } = await explained(path, "Parquet", async () => {
    const opened = await ranges();
    return { file: opened, metadata: await parquetMetadataAsync(opened) };
  });
  const count = Number(metadata.num_rows);
  if (count === 0) yield tableOf(path, 0, [], options);
  for (let start = 0; start < count; start += size) {
    const range = { rowStart: start, rowEnd: Math.min(count, start + size) };
    const rows = await explained(path, "Parquet", async () => {
      const read = await parquetReadObjects({ file, metadata, compressors, ...range });
      return read as Record<string, unknown>[];
    });
    const names = rows.length > 0 ? Object.keys(rows[0]) : [];
    const cells = names.map((name) => [name, rows.map((row) => row[name])] as const);
    yield tableOf(path, rows.length, cells, options, start);
  }
}

/** An Arrow IPC file or stream (Feather version 2, not compressed); needs the package apache-arrow. */
export async function readArrow({ path, bytes: read }: SourceFile, options: ReadOptions): Promise<Table> {
  const { tableFromIPC } = await loadArrow();
  const bytes = await read();
  return explained(path, "uncompressed Arrow", async () => {
    const table = tableFromIPC(bytes);
    const cells = table.schema.fields.map(({ name }, j) => {
      const column = table.getChildAt(j);
      return [String(name), Array.from({ length: table.numRows }, (_, row) => plain(column?.get(row)))] as const;
    });
    return tableOf(path, table.numRows, cells, options);
  });
}

/** Lists come as Arrow vectors. */
function plain(value: unknown): unknown {
  const list = value as { toArray?: () => unknown } | null | undefined;
  return typeof list?.toArray === "function" ? list.toArray() : value;
}

function tableOf(
  path: string,
  rows: number,
  columns: readonly (readonly [name: string, cells: readonly unknown[]])[],
  options: ReadOptions,
  start = 0,
): Table {
  demand(rows > 0 && columns.length > 0, () => ({
    argument: path,
    expected: "at least one row and one column",
    received: `${rows} rows and ${columns.length} columns`,
  }));
  const place = (row: number) => `row ${start + row + 1}`;
  const names = columns.map(([name]) => name);
  const cellsOf = new Map(columns);
  const typed = chosenNames(names, options).map((name) =>
    columnFrom({ path, name, cells: cellsOf.get(name)!, kind: options.kinds?.[name], place }),
  );
  return { path, rows, columns: typed, names, place };
}

async function loadArrow(): Promise<typeof import("apache-arrow")> {
  try {
    return await import("apache-arrow");
  } catch {
    throw refusal({
      argument: "Arrow files",
      expected: "the package apache-arrow",
      received: "no such package",
      remedy: 'Install it with "npm install apache-arrow@18.1.0"',
    });
  }
}

/** Runs a library's reader; what it throws is told with the file's name. */
async function explained<T>(path: string, format: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if ((error as Error).name === "CrosstiltError") throw error;
    throw refusal({
      argument: path,
      expected: `a complete ${format} file`,
      received: `one that cannot be read: ${(error as Error).message}`,
      remedy: "The file is truncated, compressed in an unknown way or of another format; write it again",
    });
  }
}
