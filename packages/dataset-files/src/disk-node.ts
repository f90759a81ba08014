import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileError, readBytes } from "@crosstilt/formats/node";
import { asyncBufferFromFile } from "hyparquet";
import { decodedText } from "./decoded-text.js";
import type { ForeignTask } from "./foreign.js";
import { isGzip, unpacked } from "./gzip.js";
import { readImages } from "./read-images.js";
import type { ReadOptions } from "./read-options.js";
import type { SourceFile } from "./source-file.js";
import type { Table } from "./table.js";

/** A file on disk; errors name its path. */
export const diskFile = (path: string): SourceFile => ({
  path,
  bytes: () => readBytes(path),
  text: () => decodedText(path, chunksOf(path)),
  ranges: () =>
    asyncBufferFromFile(path).catch((error: unknown) => {
      throw fileError(path, "read", error);
    }),
});

/** The images of a folder; null when there is no folder of that name. */
export async function readFolder(path: string, options: ReadOptions): Promise<Table | null> {
  const entry = await stat(path).catch(() => null);
  if (!entry?.isDirectory()) return null;
  return readImages({ path, names: await namesIn(path), read: (name) => readBytes(join(path, name)) }, options);
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path, { recursive: true })).map((name) => name.replaceAll("\\", "/"));
  } catch (error) {
    throw fileError(path, "read", error);
  }
}

/** The bytes of a file in pieces, unpacked where gzip has packed them, in several members too. */
async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const pieces = piecesOf(path);
  const { value: first, done } = await pieces.next();
  if (done) return;
  async function* all() {
    yield first as Uint8Array;
    yield* pieces;
  }
  yield* isGzip(first) ? unpacked(path, all()) : all();
}

async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw fileError(path, "read", error);
  }
}

/** What reads files of others' formats in a process of its own; sources that are not compiled, which cannot run there, do it here. */
export async function foreignProcess(): Promise<((task: ForeignTask) => AsyncGenerator<Table>) | undefined> {
  if (import.meta.url.endsWith(".ts")) return undefined;
  return (await import("./foreign-process.js")).readInProcess;
}
