import { readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { demand } from "@crosstilt/core";
import { fileError, readBytes } from "@crosstilt/formats/node";
import { columnFrom } from "./cells.js";
import { type DecodedImage, decodeImage } from "./decode-image.js";
import type { ReadOptions } from "./read-options.js";
import { resizeImage } from "./resize-image.js";
import type { Column, Table } from "./table.js";

const IMAGE = /\.(png|jpe?g)$/i;

/**
 * A folder of PNG and JPEG images in the order of their names, as columns: `image` `[height, width, channels]` in [0, 1]
 * (one channel when all are gray), `file` (the name without its ending, a key to join captions by) and, when every image
 * has a text file of its name, `caption`. Refuses images of different sizes unless a size is given.
 */
export async function readImages(path: string, options: ReadOptions): Promise<Table> {
  const names = await namesIn(path);
  const files = names.filter((name) => IMAGE.test(name));
  demand(files.length > 0, () => ({
    argument: path,
    expected: "a folder with PNG or JPEG images",
    received: `${names.length} other files`,
  }));
  const stems = files.map((name) => name.slice(0, -extname(name).length));
  const captioned = stems.every((stem) => names.includes(`${stem}.txt`));
  const place = (row: number) => files[row];
  const all = ["image", "file", ...(captioned ? ["caption"] : [])];
  // A key is always among the kinds, also where no columns are chosen.
  const wanted = options.columns ?? ["image", ...Object.keys(options.kinds ?? {})];
  const columns = await Promise.all(
    all
      .filter((name) => wanted.includes(name))
      .map((name) => {
        if (name === "image") return imageColumn(path, files, options);
        return wordColumn(path, name, name === "file" ? stems : captions(path, stems), place);
      }),
  );
  return { path, rows: files.length, columns, names: all, place };
}

async function imageColumn(path: string, files: readonly string[], { imageSize }: ReadOptions): Promise<Column> {
  const images: DecodedImage[] = [];
  for (const file of files) {
    const decoded = decodeImage(await readBytes(join(path, file)), join(path, file));
    const image = imageSize ? resizeImage(decoded, ...sizeOf(imageSize)) : decoded;
    demandSize(join(path, file), image, images[0] ?? image, files[0]);
    images.push(image);
  }
  const [{ height, width }] = images;
  const channels = images.every((image) => image.channels === 1) ? 1 : 3;
  const size = height * width * channels;
  const values = new Float32Array(images.length * size);
  images.forEach((image, row) => {
    values.set(withChannels(image, channels), row * size);
  });
  return { name: "image", kind: "vector", values, shape: [height, width, channels], missing: new Map() };
}

/** Gray as RGB where others have colours. */
const withChannels = ({ data, channels }: DecodedImage, wanted: 1 | 3): Float32Array =>
  channels === wanted ? data : Float32Array.from({ length: data.length * 3 }, (_, i) => data[Math.floor(i / 3)]);

function sizeOf(size: readonly number[]): [height: number, width: number] {
  const [height, width = height] = size;
  demand(
    size.length <= 2 && [height, width].every((side) => Number.isInteger(side) && side > 0 && side <= 4096),
    () => ({
      argument: "imageSize",
      expected: "one or two integers from 1 to 4096: height and width",
      received: `[${size}]`,
    }),
  );
  return [height, width];
}

function demandSize(path: string, image: DecodedImage, first: DecodedImage, firstFile: string): void {
  demand(image.height === first.height && image.width === first.width, () => ({
    argument: path,
    expected: `${first.height} x ${first.width} pixels, as in ${firstFile}`,
    received: `${image.height} x ${image.width}`,
    remedy: "Give a common size: imageSize: [height, width]",
  }));
}

async function wordColumn(
  path: string,
  name: string,
  words: readonly string[] | Promise<string[]>,
  place: (row: number) => string,
): Promise<Column> {
  return columnFrom({ path, name, cells: await words, kind: "categorical", place });
}

async function captions(path: string, stems: readonly string[]): Promise<string[]> {
  const decoder = new TextDecoder();
  return Promise.all(stems.map(async (stem) => decoder.decode(await readBytes(join(path, `${stem}.txt`))).trim()));
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).filter((name) => !name.startsWith(".")).sort();
  } catch (error) {
    throw fileError(path, "read", error);
  }
}
