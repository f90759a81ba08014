import { once } from "node:events";
import { diskFile } from "./disk-node.js";
import { type ForeignAnswer, type ForeignTask, sentTable } from "./foreign.js";
import { arrowChunks } from "./read-arrow.js";
import { parquetChunks } from "./read-parquet.js";
import { settledChunks } from "./settled-chunks.js";
import { memoryFile } from "./source-file.js";

const readers = { parquet: parquetChunks, arrow: arrowChunks };
const answer = (message: ForeignAnswer) => process.send?.(message);

/** What a process runs that reads files of others' formats: one after the other, each table as it is asked for. */
while (process.connected) {
  const [task] = await once(process, "message");
  try {
    await read(task);
    answer({ done: true });
  } catch (error) {
    const { message, name, code } = error as NodeJS.ErrnoException;
    answer({ error: { message, code, isRefusal: name === "CrosstiltError" } });
  }
}

async function read({ format, path, options, rows }: ForeignTask): Promise<void> {
  const file = options.bytes ? memoryFile(path, options.bytes) : diskFile(path);
  let start = 0;
  for await (const table of settledChunks(readers[format], file, options, rows)) {
    answer({ table: sentTable(table, start) });
    start += table.rows;
    await once(process, "message");
  }
}
