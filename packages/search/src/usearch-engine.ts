import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countOf, demand, demandCount, demandEmbeddings, refusal } from "@crosstilt/core";
import { readBytes } from "@crosstilt/formats/node";
import type { BatchMatches, Index, Matches } from "usearch";
import type { Gallery } from "./gallery.js";
import { liftGallery, liftQueries } from "./inner-product-space.js";
import { rescore } from "./rescore.js";
import { demandQueries, inMemory, type VectorIndex } from "./vector-index.js";

/** Settings of the graph of an approximate index; more of each is more exact and slower. */
export interface GraphOptions {
  /** Neighbours of each node (default 32). */
  readonly connectivity?: number;
  /** Candidates kept while building (default 128). */
  readonly expansionAdd?: number;
  /** Candidates kept while searching (default 256). */
  readonly expansionSearch?: number;
  /** How the graph stores vectors (default "f32"); scores are exact in either case. */
  readonly precision?: "f32" | "f16";
  /** Threads that build and search (default 0: as many as there are cores). */
  readonly threads?: number;
}

const defaults = { connectivity: 32, expansionAdd: 128, expansionSearch: 256, precision: "f32", threads: 0 } as const;
/** Fewer queries than this are searched sooner than threads start. */
const FEW = 16;
const INSTALL = 'Install it with "npm install usearch@2.25.3", or use the engine "exact"';

/** The graph of a gallery and how to search and store it. */
export interface GraphIndex extends VectorIndex {
  readonly options: Required<GraphOptions>;
  /** The graph as bytes, for `openGraph`. */
  graph(): Promise<Uint8Array>;
}

/** Builds the graph of a gallery. */
export async function buildGraph(gallery: Gallery, given: GraphOptions = {}): Promise<GraphIndex> {
  demandEmbeddings("gallery", gallery);
  const options = { ...defaults, ...given };
  const lifted = liftGallery(gallery);
  const index = await newIndex(lifted.dimension, options);
  const keys = BigUint64Array.from({ length: countOf(gallery) }, (_, i) => BigInt(i));
  index.add(keys, lifted.vectors, options.threads);
  return graphIndex(index, gallery, options);
}

/** The graph that {@link GraphIndex.graph} gave the bytes of. */
export async function openGraph(
  gallery: Gallery,
  graph: Uint8Array,
  options: Required<GraphOptions>,
): Promise<GraphIndex> {
  const index = await newIndex(gallery.dimension + 2, options);
  await withTemporaryFile(async (path) => {
    await writeFile(path, graph);
    index.load(path);
  });
  demand(index.size() === countOf(gallery), () => ({
    argument: "index",
    expected: `a graph of ${countOf(gallery)} vectors`,
    received: String(index.size()),
    remedy: "Build the index again",
  }));
  return graphIndex(index, gallery, options);
}

function graphIndex(index: Index, gallery: Gallery, options: Required<GraphOptions>): GraphIndex {
  const { dimension } = gallery;
  return {
    engine: "usearch",
    size: countOf(gallery),
    dimension,
    options,
    ...inMemory(gallery),
    async search(queries, k) {
      demandQueries(queries, dimension);
      demandCount(k);
      // Twice as many as asked for, so that exact scores can put right what the graph's precision confused.
      const width = Math.min(2 * k, countOf(gallery));
      const threads = countOf(queries) < FEW ? 1 : options.threads;
      const matches = index.search(liftQueries(queries).vectors, width, threads);
      return rescore(candidatesOf(matches, countOf(queries), width), queries, gallery, Math.min(k, countOf(gallery)));
    },
    graph: () =>
      withTemporaryFile((path) => {
        index.save(path);
        return readBytes(path);
      }),
  };
}

async function newIndex(dimensions: number, options: Required<GraphOptions>): Promise<Index> {
  const { Index, MetricKind, ScalarKind } = await loadUsearch();
  return new Index({
    dimensions,
    metric: MetricKind.L2sq,
    quantization: options.precision === "f16" ? ScalarKind.F16 : ScalarKind.F32,
    connectivity: options.connectivity,
    expansion_add: options.expansionAdd,
    expansion_search: options.expansionSearch,
    multi: false,
  });
}

async function loadUsearch(): Promise<typeof import("usearch")> {
  try {
    return await import("usearch");
  } catch (error) {
    const received = (error as Error).message.split("\n")[0]!;
    throw refusal({ argument: 'engine "usearch"', expected: "the package usearch", received, remedy: INSTALL });
  }
}

/** The rows of the gallery that the graph found for each query. */
function candidatesOf(matches: Matches | BatchMatches, n: number, width: number): number[][] {
  const counts = "counts" in matches ? Array.from(matches.counts, Number) : [matches.keys.length];
  return Array.from({ length: n }, (_, row) =>
    Array.from(matches.keys.subarray(row * width, row * width + counts[row]!), Number),
  );
}

async function withTemporaryFile<T>(use: (path: string) => Promise<T> | T): Promise<T> {
  const path = join(tmpdir(), `crosstilt-${randomUUID()}.usearch`);
  try {
    return await use(path);
  } finally {
    await rm(path, { force: true });
  }
}
