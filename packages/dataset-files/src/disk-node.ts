import { createReadStream } from "node:fs";
import { fileError, readBytes } from "@crosstilt/formats/node";
import { decodedText } from "./decoded-text.js";
import type { SourceFile } from "./source-file.js";

/** A file on disk; errors name its path. */
export const diskFile = (path: string): SourceFile => ({
  path,
  bytes: () => readBytes(path),
  text: () => decodedText(path, chunksOf(path)),
});

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw fileError(path, "read", error);
  }
}
