import { randomBytes } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import {
  countOf,
  demand,
  demandCount,
  demandEmbeddings,
  type Embeddings,
  refusal,
  type TopK,
  takeRows,
} from "@crosstilt/core";
import type { Gallery } from "./gallery.js";
import { demandPositiveScale, liftQueries } from "./inner-product-space.js";
import { type FoundRows, openRows, writeRows } from "./lance-rows.js";
import { rescore } from "./rescore.js";
import { demandQueries, type VectorIndex } from "./vector-index.js";

/** How an index on disk divides its vectors. */
export interface DiskOptions {
  /** Groups of near vectors (default the square root of their number; 1, an exact search, below 10 000). */
  readonly partitions?: number;
  /** Groups that a search looks at (default a twentieth, at least 8); more is more exact and slower. */
  readonly probes?: number;
}

/** An index that lies in a folder; any number of processes and machines can open it at a time. */
export interface DiskIndex extends VectorIndex {
  readonly scale: number;
  readonly partitions: number;
  readonly probes: number;
}

/** What `index.json` says. */
interface DiskDescription extends Pick<DiskIndex, "size" | "dimension" | "scale" | "partitions" | "probes"> {
  readonly format: string;
}

const FORMAT = "crosstilt-disk-index/1";
const DESCRIPTION = "index.json";
const REMEDY = "Build the index again";
/** Below so many vectors a search of all is soon done. */
const FEW = 10_000;
/** Queries that are asked together. */
const TOGETHER = 64;

/**
 * Builds an index of a gallery that may be larger than memory, as a LanceDB table in a new folder, which appears whole or
 * not at all. Batches are read once; all have one dimension and scale. Needs the packages @lancedb/lancedb and apache-arrow.
 *
 * @example
 * const index = await buildDiskIndex("products.index", batches(), { probes: 50 });
 */
export async function buildDiskIndex(
  path: string,
  batches: AsyncIterable<Gallery> | Iterable<Gallery>,
  options: DiskOptions = {},
): Promise<DiskIndex> {
  demandOptions(options);
  const parent = dirname(resolve(path));
  const partial = join(parent, `.${basename(path)}-${randomBytes(4).toString("hex")}`);
  try {
    const { size, dimension, scale } = await writeRows(
      partial,
      checked(batches),
      (count) => planOf(count, options).partitions,
    );
    const description: DiskDescription = { format: FORMAT, size, dimension, scale, ...planOf(size, options) };
    await writeFile(join(partial, DESCRIPTION), JSON.stringify(description));
    await rename(partial, path).catch(({ code }: NodeJS.ErrnoException) => {
      throw refusal({ argument: path, expected: "a folder that is not there yet", received: String(code) });
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return openDiskIndex(path);
}

/** The index that {@link buildDiskIndex} left in a folder. Refuses damaged ones, and folders of other things. */
export async function openDiskIndex(path: string): Promise<DiskIndex> {
  const { size, dimension, scale, partitions, probes } = await readDescription(path);
  const rows = await openRows(path, { dimension, scale, probes });
  const count = await rows.count();
  demand(count === size, () => ({
    argument: path,
    expected: `${size} vectors`,
    received: String(count),
    remedy: REMEDY,
  }));
  return {
    engine: "lancedb",
    size,
    dimension,
    scale,
    partitions,
    probes,
    batches: rows.batches,
    take: (places) => take(rows, places),
    search: (queries, k) => search(rows, { size, dimension }, queries, k),
  };
}

type Rows = Awaited<ReturnType<typeof openRows>>;

/** Rows in the order they are asked for; the table gives each once, in its own order. */
async function take(rows: Rows, places: ArrayLike<number>): Promise<Gallery> {
  const asked = Array.from(places);
  const sorted = [...new Set(asked)].sort((a, b) => a - b);
  const at = new Map(sorted.map((row, i) => [row, i]));
  return takeRows(
    await rows.take(sorted),
    asked.map((row) => at.get(row)!),
  );
}

async function search(
  rows: Rows,
  { size, dimension }: Pick<DiskIndex, "size" | "dimension">,
  queries: Embeddings,
  k: number,
): Promise<TopK> {
  demandQueries(queries, dimension);
  demandCount(k);
  const [n, width] = [countOf(queries), Math.min(k, size)];
  const best = { indices: new Int32Array(n * width), scores: new Float32Array(n * width), k: width };
  for (let first = 0; first < n; first += TOGETHER) {
    const some = slice(queries, first, Math.min(n, first + TOGETHER));
    // Twice as many as asked for, so that exact scores can put right what rounding confused.
    const found = await rows.nearest(liftQueries(some).vectors, Math.min(2 * k, size));
    const { indices, scores } = rescored(found, some, width);
    best.indices.set(indices, first * width);
    best.scores.set(scores, first * width);
  }
  return best;
}

function rescored({ query, row, gallery }: FoundRows, queries: Embeddings, k: number): TopK {
  const candidates: number[][] = Array.from({ length: countOf(queries) }, () => []);
  query.forEach((asked, place) => {
    candidates[asked]!.push(place);
  });
  return rescore(candidates, queries, gallery, k, (place) => row[place]!);
}

function slice({ vectors, dimension, bias }: Embeddings, first: number, end: number): Embeddings {
  return {
    vectors: vectors.subarray(first * dimension, end * dimension),
    dimension,
    bias: bias?.subarray(first, end),
  };
}

function planOf(size: number, { partitions, probes }: DiskOptions): Pick<DiskIndex, "partitions" | "probes"> {
  const groups = Math.min(size, partitions ?? (size < FEW ? 1 : Math.round(Math.sqrt(size))));
  return { partitions: groups, probes: Math.min(groups, probes ?? Math.max(8, Math.ceil(groups / 20))) };
}

function demandOptions(options: DiskOptions): void {
  for (const [argument, value = 1] of Object.entries(options) as [string, number | undefined][])
    demand(Number.isInteger(value) && value >= 1, () => ({
      argument,
      expected: "an integer >= 1",
      received: String(value),
    }));
}

/** Refuses batches that do not fit the first. */
async function* checked(batches: AsyncIterable<Gallery> | Iterable<Gallery>): AsyncGenerator<Gallery> {
  let first: Gallery | undefined;
  for await (const gallery of batches) {
    demandEmbeddings("gallery", gallery);
    const { dimension, scale = 1 } = gallery;
    first ??= gallery;
    demand(dimension === first.dimension && scale === (first.scale ?? 1), () => ({
      argument: "gallery",
      expected: `batches of dimension ${first?.dimension} and scale ${first?.scale ?? 1}, as the first`,
      received: `${dimension} and ${scale}`,
    }));
    demandPositiveScale(gallery);
    yield gallery;
  }
  demand(first !== undefined, () => ({ argument: "gallery", expected: "at least one row", received: "none" }));
}

async function readDescription(path: string): Promise<DiskDescription> {
  const file = join(path, DESCRIPTION);
  const description = await readFile(file, "utf8").then(
    (text) => parsed(text),
    ({ code }: NodeJS.ErrnoException) => ({ format: `no file that can be read (${code})` }),
  );
  demand(description?.format === FORMAT, () => ({
    argument: file,
    expected: `an index of format ${FORMAT}`,
    received: description?.format ?? "damaged text",
    remedy: REMEDY,
  }));
  return description as DiskDescription;
}

function parsed(text: string): { readonly format?: string } | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
