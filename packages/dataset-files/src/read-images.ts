import { readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { demand } from "@crosstilt/core";
import { fileError, readBytes } from "@crosstilt/formats/node";
import { columnFrom } from "./cells.js";
import { imageColumn } from "./image-column.js";
import type { ReadOptions } from "./read-options.js";
import type { Table } from "./table.js";

/** Endings of images, of which some cannot be read and are refused by name rather than left out. */
const IMAGE = /\.(png|jpe?g|webp|gif|tiff?|avif|bmp|heic|heif|jp2|jxl)$/i;

/**
 * A folder of images in the order of their names, with those of its folders, as columns: `image` `[height, width, channels]`
 * in [0, 1] (one channel when all are gray), `file` (the path in the folder without its ending, a key to join captions by),
 * `class` where every image lies in a folder, which names it, and, when every image has a text file of its name, `caption`.
 * Refuses images that cannot be read, and of different sizes unless a size is given.
 */
export async function readImages(path: string, options: ReadOptions): Promise<Table> {
  const names = await namesIn(path);
  const files = names.filter((name) => IMAGE.test(name));
  demand(files.length > 0, () => ({
    argument: path,
    expected: "a folder with PNG, JPEG, WebP, GIF, TIFF or AVIF images",
    received: `${names.length} other files`,
  }));
  const stems = files.map((name) => name.slice(0, -extname(name).length));
  const known = new Set(names);
  const captioned = stems.every((stem) => known.has(`${stem}.txt`));
  const classified = stems.every((stem) => stem.includes("/"));
  const place = (row: number) => files[row]!;
  const all = ["image", "file", ...(classified ? ["class"] : []), ...(captioned ? ["caption"] : [])];
  // A key is always among the kinds, also where no columns are chosen.
  const wanted = options.columns ?? ["image", ...Object.keys(options.kinds ?? {})];
  const words: Readonly<Record<string, () => readonly string[] | Promise<string[]>>> = {
    file: () => stems,
    class: () => stems.map((stem) => stem.split("/")[0]!),
    caption: () => captions(path, stems),
  };
  const images = files.map((file) => ({ place: join(path, file), bytes: () => readBytes(join(path, file)) }));
  const columns = await Promise.all(
    all
      .filter((name) => wanted.includes(name) && !options.skip?.includes(name))
      .map(async (name) => {
        if (name === "image") return imageColumn(name, images, options.imageSize);
        return columnFrom({ path, name, cells: await words[name]!(), kind: "categorical", options, place });
      }),
  );
  const rowNames = { column: "file", names: stems };
  return { path, rows: files.length, columns, names: all, place, rowNames, isFolder: true };
}

async function captions(path: string, stems: readonly string[]): Promise<string[]> {
  const decoder = new TextDecoder();
  return Promise.all(stems.map(async (stem) => decoder.decode(await readBytes(join(path, `${stem}.txt`))).trim()));
}

async function namesIn(path: string): Promise<string[]> {
  try {
    const names = (await readdir(path, { recursive: true })).map((name) => name.replaceAll("\\", "/"));
    return names.filter((name) => !/(^|\/)\./.test(name)).sort();
  } catch (error) {
    throw fileError(path, "read", error);
  }
}
