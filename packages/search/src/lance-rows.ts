import { CrosstiltError, refusal } from "@crosstilt/core";
import type { Connection, Table } from "@lancedb/lancedb";
import type { RecordBatch } from "apache-arrow";
import type { Gallery } from "./gallery.js";
import { liftRows, squaredLengths } from "./inner-product-space.js";
import { decodeRows, encodeRows, integers, lancePackages, lanceSchema, type TableRows } from "./lance-batch.js";

/** Rows of a gallery that queries found. */
export interface FoundRows {
  /** The query that found each, and its row in the gallery. */
  readonly query: Int32Array;
  readonly row: Int32Array;
  readonly gallery: Gallery;
}

/** The vectors of an index in a LanceDB table, lifted so that the nearest one has the largest score. */
interface LanceRows {
  count(): Promise<number>;
  /** The rows nearest to lifted queries `[n, dimension + 2]`. */
  nearest(lifted: Float32Array, count: number): Promise<FoundRows>;
  /** Rows by their place in the gallery, each once, in order. */
  take(rows: readonly number[]): Promise<Gallery>;
  batches(): AsyncIterable<Gallery>;
}

interface Written {
  readonly size: number;
  readonly dimension: number;
  readonly scale: number;
}

/** Rows that are read and written at a time. */
const CHUNK = 8192;
const [RAW, ROWS] = ["raw", "rows"];
/** With `_distance`, which is not looked at: LanceDB warns of every search that leaves it out. */
const COLUMNS = ["row", "bias", "vector"];

/**
 * Writes the rows of a gallery batch by batch and groups the near ones. Lifting needs the largest length of all, so that the
 * rows are first written as they come and then lifted from the disk.
 */
export async function writeRows(
  folder: string,
  batches: AsyncIterable<Gallery>,
  partitionsOf: (size: number) => number,
): Promise<Written> {
  const { lancedb } = await lancePackages();
  const database = await told(folder, "written", () => lancedb.connect(folder));
  const { largest, ...written } = await writeRaw(folder, database, batches);
  await told(folder, "written", async () => {
    const table = await writeLifted(database, written, largest);
    await database.dropTable(RAW);
    const numPartitions = partitionsOf(written.size);
    const config = lancedb.Index.ivfFlat({ distanceType: "l2", numPartitions });
    if (numPartitions > 1) await table.createIndex("vector", { config });
    table.close();
    database.close();
  });
  return written;
}

async function writeRaw(
  folder: string,
  database: Connection,
  batches: AsyncIterable<Gallery>,
): Promise<Written & { readonly largest: number }> {
  let table: Table | undefined;
  let written = { size: 0, dimension: 0, scale: 1, largest: 0 };
  for await (const gallery of batches) {
    const { vectors, dimension, scale = 1 } = gallery;
    const count = vectors.length / dimension;
    const row = Int32Array.from({ length: count }, (_, i) => written.size + i);
    const rows = { row, vectors, width: dimension, bias: gallery.bias ?? new Float32Array(count) };
    await told(folder, "written", async () => {
      table ??= await database.createEmptyTable(RAW, await lanceSchema(dimension));
      await table.add(await encodeRows(rows));
    });
    const largest = squaredLengths(gallery).reduce((a, b) => Math.max(a, b), written.largest);
    written = { size: written.size + count, dimension, scale, largest };
  }
  table?.close();
  return written;
}

async function writeLifted(database: Connection, { dimension, scale }: Written, largest: number): Promise<Table> {
  const raw = await database.openTable(RAW);
  const table = await database.createEmptyTable(ROWS, await lanceSchema(dimension + 2));
  for await (const { row, vectors, bias } of chunks(raw, dimension)) {
    const lifted = liftRows({ vectors, dimension, bias, scale }, largest);
    await table.add(await encodeRows({ row, bias, vectors: lifted.vectors, width: lifted.dimension }));
  }
  raw.close();
  return table;
}

/** The rows of a folder that {@link writeRows} wrote. */
export async function openRows(
  folder: string,
  { dimension, scale, probes }: { readonly dimension: number; readonly scale: number; readonly probes: number },
): Promise<LanceRows> {
  const { lancedb } = await lancePackages();
  const width = dimension + 2;
  const table = await told(folder, "read", async () => (await lancedb.connect(folder)).openTable(ROWS));
  const galleryOf = (rows: TableRows): Gallery => {
    const vectors = new Float32Array(rows.row.length * dimension);
    for (let i = 0; i < rows.row.length; i++)
      vectors.set(rows.vectors.subarray(i * width, i * width + dimension), i * dimension);
    return { vectors, dimension, bias: rows.bias, scale };
  };
  return {
    count: () => told(folder, "read", () => table.countRows()),
    nearest: (lifted, count) =>
      told(folder, "read", async () => {
        const batches = await nearest(table, lifted, width, { count, probes });
        const rows = decodeRows(batches, width);
        return { query: integers(batches, "query_index"), row: rows.row, gallery: galleryOf(rows) };
      }),
    take: (rows) =>
      told(folder, "read", async () => {
        const { batches } = await table
          .takeOffsets([...rows])
          .select(COLUMNS)
          .toArrow();
        return galleryOf(decodeRows(batches, width));
      }),
    async *batches() {
      for await (const rows of chunks(table, width)) yield galleryOf(rows);
    },
  };
}

async function nearest(
  table: Table,
  lifted: Float32Array,
  width: number,
  { count, probes }: { readonly count: number; readonly probes: number },
): Promise<RecordBatch[]> {
  let asked = table.vectorSearch(lifted.subarray(0, width)).distanceType("l2").nprobes(probes);
  for (let at = width; at < lifted.length; at += width) asked = asked.addQueryVector(lifted.subarray(at, at + width));
  const found = asked.limit(count).select([...COLUMNS, "_distance"]);
  const { batches } = await found.toArrow();
  return batches;
}

/** All rows of a table in order, {@link CHUNK} or a few more at a time. */
async function* chunks(table: Table, width: number): AsyncGenerator<TableRows> {
  let batches: RecordBatch[] = [];
  let count = 0;
  for await (const batch of table.query().select(COLUMNS)) {
    batches.push(batch);
    count += batch.numRows;
    if (count < CHUNK) continue;
    yield decodeRows(batches, width);
    [batches, count] = [[], 0];
  }
  if (count > 0) yield decodeRows(batches, width);
}

/** Runs what LanceDB does; its errors are told with the folder's name and what to do. */
async function told<T>(folder: string, what: "read" | "written", run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof CrosstiltError) throw error;
    throw refusal({
      argument: folder,
      expected: `an index that can be ${what}`,
      received: (error as Error).message.split(/,? *(?:Caused by|\/[^ ]*\.rs:)/)[0]!.trim(),
      remedy: what === "read" ? "Build the index again" : "Look at the disk's space and rights",
    });
  }
}
