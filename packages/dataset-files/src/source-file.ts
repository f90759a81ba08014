import type { ByteRanges } from "@crosstilt/formats";
import { decodedText } from "./decoded-text.js";
import { isGzip, unpacked } from "./gzip.js";

/** A file to read: on disk, or bytes in memory under a name. */
export interface SourceFile {
  /** What errors call it. */
  readonly path: string;
  bytes(): Promise<Uint8Array>;
  /** Its text in UTF-8, in pieces; gzip is unpacked. */
  text(): AsyncIterable<string>;
  /** Its bytes from `start` to `end`, for formats that are read in parts. */
  ranges(): Promise<ByteRanges>;
}

/** Bytes of text that are decoded at once. */
const PIECE = 2 ** 16;

/** Bytes in memory as a file, which is how browsers have them. */
export const memoryFile = (path: string, bytes: Uint8Array): SourceFile => ({
  path,
  bytes: async () => bytes,
  text: () => decodedText(path, isGzip(bytes) ? unpacked(path, piecesOf(bytes)) : piecesOf(bytes)),
  ranges: async () => ({
    byteLength: bytes.length,
    slice: (start, end) => bytes.slice(start, end).buffer as ArrayBuffer,
  }),
});

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE);
}

/** The ending of a file's name in lower case, such as ".csv", also before ".gz"; empty when it has none. */
export const endingOf = (path: string): string => /[^/\\](\.\w+?)(\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? "";
