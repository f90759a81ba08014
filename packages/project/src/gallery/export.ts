import { extname, join } from "node:path";
import { countOf, demand } from "@crosstilt/core";
import { encodeNpy } from "@crosstilt/formats";
import { makeFolder, writeFileAtomic } from "@crosstilt/formats/node";
import type { Gallery } from "@crosstilt/search";
import type { Side } from "@crosstilt/train";
import { type Run, writeDescription, writeWeights } from "../run/run.js";
import { embedFile, type NamedGallery, ownSource, type SamplesSource } from "./named-gallery.js";
import { encodeParquet } from "./parquet.js";

export interface ExportEmbeddingsOptions {
  readonly side: Side;
  /** Which samples (default all of the run's own data). */
  readonly samples?: SamplesSource;
}

/** What was written, and how scores come of it: `scale · ⟨u, v⟩ + bias_u + bias_v`. */
export interface ExportedEmbeddings {
  readonly files: readonly string[];
  readonly count: number;
  readonly dimension: number;
  readonly scale: number;
}

/**
 * Embeddings of one side to an NPY file `[n, d]` (and `….bias.npy` where the metric has biases) or a Parquet file with the
 * columns name, embedding and bias. They are those of the score form: rows of unit length for a cosine.
 *
 * @example
 * const { scale } = await exportEmbeddings(run, "u.npy", { side: "u" });
 */
export async function exportEmbeddings(
  run: Run,
  path: string,
  { side, samples = ownSource(run, side) }: ExportEmbeddingsOptions,
): Promise<ExportedEmbeddings> {
  const ending = extname(path).toLowerCase();
  demand(ending === ".npy" || ending === ".parquet", () => ({
    argument: path,
    expected: "a file that ends in .npy or .parquet",
    received: ending || "a name without an ending",
  }));
  const named = await embedFile(run, side, samples);
  const files = ending === ".npy" ? npyFiles(path, named.gallery) : { [path]: encodeParquet(columnsOf(named)) };
  for (const [file, bytes] of Object.entries(files)) await writeFileAtomic(file, bytes);
  const { dimension, scale = 1 } = named.gallery;
  return { files: Object.keys(files), count: countOf(named.gallery), dimension, scale };
}

/**
 * A folder that a browser can load: `model.json` and `model.safetensors`, for `restoreModel` of `@crosstilt/project/browser`.
 * Plugins are left to the page.
 *
 * @example
 * await exportModel(run, "public/model");
 */
export async function exportModel(run: Run, folder: string): Promise<string[]> {
  await makeFolder(folder);
  await writeWeights(folder, run.parameters);
  const { data } = run.description;
  const bare = (side: Side) => ({ ...data[side], path: "" });
  await writeDescription(folder, { ...run.description, plugins: [], data: { u: bare("u"), v: bare("v") } });
  return ["model.json", "model.safetensors"].map((name) => join(folder, name));
}

function npyFiles(path: string, { vectors, dimension, bias }: Gallery): Record<string, Uint8Array> {
  const rows = { [path]: encodeNpy({ shape: [vectors.length / dimension, dimension], data: vectors }) };
  if (!bias) return rows;
  return { ...rows, [path.replace(/\.npy$/i, ".bias.npy")]: encodeNpy({ shape: [bias.length], data: bias }) };
}

function columnsOf({ names, gallery: { vectors, dimension, bias } }: NamedGallery) {
  const rows = names.map((_, i) => vectors.subarray(i * dimension, (i + 1) * dimension));
  return { name: names, embedding: rows, bias: bias ?? new Float32Array(names.length) };
}
