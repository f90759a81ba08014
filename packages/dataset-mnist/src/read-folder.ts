import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { demand, refusal } from "@crosstilt/core";
import { readBytes } from "@crosstilt/formats/node";
import { type IdxFile, type LabelledImages, labelledImages } from "./labelled-images.js";

const unpack = promisify(gunzip);

/** Bytes that a file may unpack to, five times those of the largest of these data sets' files. */
const MOST_BYTES = 2 ** 28;

/** The training and test parts of a data set of labelled images. */
export interface ImageData {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

/**
 * The four IDX files of MNIST or a relative (Fashion-MNIST, KMNIST, …) in a folder, gzip or not, under their usual names
 * (`train-images-idx3-ubyte` or `train-images.idx3-ubyte`, `t10k-labels-idx1-ubyte.gz`, …).
 * Refuses missing and damaged files by name.
 *
 * @example
 * const { train, test } = await readImageFolder("fashion-mnist");
 */
export async function readImageFolder(folder: string): Promise<ImageData> {
  const present = await list(folder);
  const read = async (stem: string, kind: string) => readIdx(folder, findFile(folder, present, stem, kind));
  const part = async (stem: string) =>
    labelledImages(await read(`${stem}-images`, "idx3-ubyte"), await read(`${stem}-labels`, "idx1-ubyte"));
  const [train, test] = [await part("train"), await part("t10k")];
  demand(train.rows === test.rows && train.columns === test.columns, () => ({
    argument: join(folder, "t10k-images-idx3-ubyte"),
    expected: `images of ${train.rows} x ${train.columns}, as in training`,
    received: `${test.rows} x ${test.columns}`,
    remedy: "Keep the files of each data set in a folder of its own",
  }));
  return { train, test };
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw refusal({
      argument: folder,
      expected: "a folder with the four IDX files of the data set",
      received: (error as NodeJS.ErrnoException).code === "ENOENT" ? "no such folder" : (error as Error).message,
      remedy: "Check the path",
    });
  }
}

function findFile(folder: string, present: readonly string[], stem: string, kind: string): string {
  const names = [`${stem}-${kind}`, `${stem}.${kind}`].flatMap((name) => [name, `${name}.gz`]);
  const found = names.find((name) => present.includes(name));
  const shown = present.slice(0, 8).join(", ");
  demand(found !== undefined, () => ({
    argument: folder,
    expected: `a file ${names[0]} (or ${names.slice(1).join(", ")})`,
    received: present.length === 0 ? "an empty folder" : `only ${shown}${present.length > 8 ? ", …" : ""}`,
    remedy: "Put the four IDX files of the data set into this folder",
  }));
  return found;
}

async function readIdx(folder: string, file: string): Promise<IdxFile> {
  const name = join(folder, file);
  const bytes = await readBytes(name);
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return { name, bytes: packed ? await unpackFile(name, bytes) : bytes };
}

async function unpackFile(name: string, bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await unpack(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw refusal({
      argument: name,
      expected: "a complete gzip file",
      received: `${bytes.length} bytes that cannot be unpacked: ${(error as Error).message}`,
      remedy: "The file is truncated or damaged; download it again",
    });
  }
}
