import { stat } from "node:fs/promises";
import { demand } from "@crosstilt/core";
import type { NumericArray } from "@crosstilt/formats";
import { readSafetensors, writeSafetensors } from "@crosstilt/formats/node";
import { buildDiskIndex, type DiskIndex, type DiskOptions, openDiskIndex } from "./disk-index.js";
import type { Gallery } from "./gallery.js";
import { buildGraph, type GraphIndex, type GraphOptions, openGraph } from "./usearch-engine.js";
import { exactIndex, type VectorIndex } from "./vector-index.js";

export { buildDiskIndex, type DiskIndex, type DiskOptions, type GraphOptions };

/** An index in memory that can be written to a file, and what it searches. */
export interface StoredIndex extends VectorIndex {
  readonly gallery: Gallery;
  /** Writes the index to a file, whole or not at all. */
  save(path: string): Promise<void>;
}

export interface BuildIndexOptions extends GraphOptions {
  /**
   * "exact" looks at every vector; "usearch" walks a graph of neighbours (HNSW) and needs the package usearch. Default
   * "exact".
   */
  readonly engine?: "exact" | "usearch";
}

const FORMAT = "crosstilt-index/1";

/**
 * An index of a gallery in memory that can be saved; `buildDiskIndex` is for larger ones. Scores are exact with every engine;
 * `indexRecall` tells how many of the best an approximate one finds.
 *
 * @example
 * const index = await buildIndex({ vectors, dimension: 256 }, { engine: "usearch" });
 * await index.save("products.index");
 */
export async function buildIndex(gallery: Gallery, options: BuildIndexOptions = {}): Promise<StoredIndex> {
  const { engine = "exact", ...graphOptions } = options;
  demand(engine === "exact" || engine === "usearch", () => ({
    argument: "engine",
    expected: '"exact" or "usearch"',
    received: `"${engine}"`,
    remedy: "The engine lancedb is that of buildDiskIndex",
  }));
  return engine === "exact" ? storedExact(gallery) : storedGraph(gallery, await buildGraph(gallery, graphOptions));
}

/**
 * The index that was saved to a file, or that `buildDiskIndex` left in a folder. Refuses what is damaged or of another kind.
 *
 * @example
 * const index = await openIndex("products.index");
 */
export async function openIndex(path: string): Promise<StoredIndex | DiskIndex> {
  const folder = await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  return folder ? openDiskIndex(path) : openStoredIndex(path);
}

async function openStoredIndex(path: string): Promise<StoredIndex> {
  const { tensors, metadata } = await readSafetensors(path);
  const { vectors, bias, graph } = tensors;
  demand(metadata.format === FORMAT && vectors?.shape.length === 2 && vectors.dtype === "float32", () => ({
    argument: path,
    expected: `an index of format ${FORMAT}`,
    received: metadata.format ?? "a safetensors file of another kind",
    remedy: "Build it with buildIndex or buildDiskIndex",
  }));
  const gallery = {
    vectors: vectors.data as Float32Array,
    dimension: vectors.shape[1]!,
    scale: Number(metadata.scale),
    ...(bias ? { bias: bias.data as Float32Array } : {}),
  };
  if (!graph) return storedExact(gallery);
  return storedGraph(gallery, await openGraph(gallery, graph.data as Uint8Array, JSON.parse(metadata.options!)));
}

function storedExact(gallery: Gallery): StoredIndex {
  return { ...exactIndex(gallery), gallery, save: (path) => write(path, gallery, {}, {}) };
}

function storedGraph(gallery: Gallery, { graph, options, ...index }: GraphIndex): StoredIndex {
  const save = async (path: string) => {
    const data = await graph();
    await write(path, gallery, { graph: { shape: [data.length], data } }, { options: JSON.stringify(options) });
  };
  return { ...index, gallery, save };
}

async function write(
  path: string,
  { vectors, dimension, bias, scale = 1 }: Gallery,
  more: Record<string, NumericArray>,
  metadata: Record<string, string>,
): Promise<void> {
  const sides: Record<string, NumericArray> = bias ? { bias: { shape: [bias.length], data: bias } } : {};
  const rows = { vectors: { shape: [vectors.length / dimension, dimension], data: vectors } };
  const words = { format: FORMAT, scale: String(scale), ...metadata };
  await writeSafetensors(path, { tensors: { ...rows, ...sides, ...more }, metadata: words });
}
