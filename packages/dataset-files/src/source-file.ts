import { decodedText } from "./decoded-text.js";

/** A file to read: on disk, or bytes in memory under a name. */
export interface SourceFile {
  /** What errors call it. */
  readonly path: string;
  bytes(): Promise<Uint8Array>;
  /** Its text in UTF-8, in pieces. */
  text(): AsyncIterable<string>;
}

/** Bytes in memory as a file, which is how browsers have them. */
export const memoryFile = (path: string, bytes: Uint8Array): SourceFile => ({
  path,
  bytes: async () => bytes,
  text: () => decodedText(path, [bytes]),
});
