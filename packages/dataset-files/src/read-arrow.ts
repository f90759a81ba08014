import { columnarTable, explained, plainCell } from "./columnar.js";
import { decodeLz4Frame } from "./lz4-frame.js";
import { chosenNames, type ReadOptions } from "./read-options.js";
import type { SourceFile } from "./source-file.js";
import type { Table } from "./table.js";

/** An Arrow IPC file or stream (Feather version 2), also compressed with LZ4 or ZSTD, as pandas and Polars write them. */
export async function readArrow({ path, bytes: read }: SourceFile, options: ReadOptions): Promise<Table> {
  const decode = await loadDecoder();
  const bytes = await read();
  return explained(path, "Arrow", async () => {
    // A file, unlike a stream, ends as it begins; of a part of one, some tables could be read that never were.
    if (holds(bytes, 0) && !holds(bytes, bytes.length - MAGIC.length)) throw new Error("it does not end with ARROW1");
    const table = decode(bytes);
    const { names, numRows: rows } = table;
    const columns = chosenNames(names, options).map((name) => {
      const column = table.getChild(name);
      return [name, Array.from({ length: rows }, (_, row) => plainCell(column.at(row)))] as const;
    });
    return columnarTable({ path, rows, names, columns }, options);
  });
}

const MAGIC = "ARROW1";
const holds = (bytes: Uint8Array, at: number) =>
  String.fromCharCode(...bytes.subarray(at, at + MAGIC.length)) === MAGIC;

/** Loaded only where it is needed, with what it lacks for compressed files. */
async function loadDecoder() {
  const { tableFromIPC, setCompressionCodec, CompressionType } = await import("@uwdata/flechette");
  const { decompressZstd } = await import("hyparquet-compressors");
  const encode = () => {
    throw new Error("nothing is written here");
  };
  setCompressionCodec(CompressionType.LZ4_FRAME, { decode: decodeLz4Frame, encode });
  setCompressionCodec(CompressionType.ZSTD, { decode: (bytes) => decompressZstd(bytes), encode });
  return (bytes: Uint8Array) => tableFromIPC(bytes, { useBigInt: true, useDate: true });
}
