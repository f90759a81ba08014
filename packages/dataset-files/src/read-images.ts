import { demand } from "@crosstilt/core";
import { columnFrom } from "./cells.js";
import { imageColumn } from "./image-column.js";
import type { ReadOptions } from "./read-options.js";
import type { Table } from "./table.js";

/** Endings of images, of which some cannot be read and are refused by name rather than left out. */
const IMAGE = /\.(png|jpe?g|webp|gif|tiff?|avif|bmp|heic|heif|jp2|jxl)$/i;

/** The files of a folder or an archive, by their paths in it with `/` between folders. */
export interface FileTree {
  /** What errors call it. */
  readonly path: string;
  readonly names: readonly string[];
  read(name: string): Uint8Array | Promise<Uint8Array>;
}

/**
 * The images of a folder or an archive in the order of their names, with those of its folders, as columns: `image` `[height, width, channels]`
 * in [0, 1] (one channel when all are gray), `file` (the path in the folder without its ending, a key to join captions by),
 * `class` where every image lies in a folder, which names it, and, when every image has a text file of its name, `caption`.
 * Refuses images that cannot be read, and of different sizes unless a size is given.
 */
export async function readImages(tree: FileTree, options: ReadOptions): Promise<Table> {
  const { path, read } = tree;
  const names = tree.names.filter((name) => !/(^|\/)(\.|__MACOSX\/)/.test(name)).sort();
  const files = names.filter((name) => IMAGE.test(name));
  demand(files.length > 0, () => ({
    argument: path,
    expected: "PNG, JPEG, WebP, GIF, TIFF or AVIF images",
    received: `${names.length} other files`,
  }));
  const stems = files.map((name) => name.replace(IMAGE, ""));
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
    caption: () => captions(tree, stems),
  };
  const images = files.map((file) => ({ place: `${path}/${file}`, bytes: () => read(file) }));
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

async function captions({ read }: FileTree, stems: readonly string[]): Promise<string[]> {
  const decoder = new TextDecoder();
  return Promise.all(stems.map(async (stem) => decoder.decode(await read(`${stem}.txt`)).trim()));
}
