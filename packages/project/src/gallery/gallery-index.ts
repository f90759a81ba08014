import { join } from "node:path";
import { refusal } from "@crosstilt/core";
import { type BuildIndexOptions, buildDiskIndex, buildIndex, type DiskOptions } from "@crosstilt/search/node";
import type { GalleryStream, IndexedGallery, NamedGallery } from "./named-gallery.js";

/** How the index of a gallery is built: in memory, or on the disk by LanceDB. */
export type GalleryOptions = BuildIndexOptions | ({ readonly engine: "lancedb" } & DiskOptions);

/** An index with the file or folder that holds it. */
interface BuiltIndex extends Pick<IndexedGallery, "index" | "names" | "gallery"> {
  readonly part: string;
}

/** Builds the index of a gallery in a folder, in a file or folder that is called `name` and an ending. */
export async function buildGalleryIndex(
  source: NamedGallery | GalleryStream,
  folder: string,
  name: string,
  options: GalleryOptions,
): Promise<BuiltIndex> {
  if (options.engine === "lancedb") return onDisk(source, folder, `${name}.lance`, options);
  if ("gallery" in source) return inFile(source, folder, `${name}.safetensors`, options);
  throw refusal({
    argument: "engine",
    expected: '"lancedb" for a gallery that is read piece by piece',
    received: `"${options.engine ?? "exact"}"`,
    remedy: "Pass a gallery in memory, as of embedFile",
  });
}

async function inFile(
  { gallery, names }: NamedGallery,
  folder: string,
  part: string,
  options: BuildIndexOptions,
): Promise<BuiltIndex> {
  const index = await buildIndex(gallery, options);
  await index.save(join(folder, part));
  return { index, names, gallery, part };
}

async function onDisk(
  source: NamedGallery | GalleryStream,
  folder: string,
  part: string,
  { partitions, probes }: DiskOptions,
): Promise<BuiltIndex> {
  const names: string[] = [];
  async function* galleries() {
    for await (const piece of "pieces" in source ? source.pieces : [source]) {
      for (const name of piece.names) names.push(name);
      yield piece.gallery;
    }
  }
  return { index: await buildDiskIndex(join(folder, part), galleries(), { partitions, probes }), names, part };
}
