import { columnarTable, explained, plainCell } from "./columnar.js";
import { chosenNames, type ReadOptions } from "./read-options.js";
import type { SourceFile } from "./source-file.js";
import type { Table } from "./table.js";

/** A Parquet file; lists become vectors. At most so many rows at a time. */
export async function* parquetChunks(
  { path, ranges }: SourceFile,
  options: ReadOptions,
  size: number,
): AsyncGenerator<Table> {
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  const { file, metadata } = await explained(path, "Parquet", async () => {
    const opened = await ranges();
    return { file: opened, metadata: await parquetMetadataAsync(opened) };
  });
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  const columns = chosenNames(names, options);
  const count = Number(metadata.num_rows);
  if (count === 0) yield columnarTable({ path, names, rows: 0, columns: [] }, options);
  for (let start = 0; start < count; start += size) {
    const range = { rowStart: start, rowEnd: Math.min(count, start + size) };
    const rows = await explained(path, "Parquet", async () => {
      const read = await parquetReadObjects({ file, metadata, compressors, columns, ...range });
      return read as Record<string, unknown>[];
    });
    const cells = columns.map((name) => [name, rows.map((row) => plainCell(row[name]))] as const);
    yield columnarTable({ path, names, rows: range.rowEnd - start, columns: cells, start }, options);
  }
}
