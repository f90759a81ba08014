import { fieldAt, pointedAt } from "./flat-table.js";

/** Marks the beginning of an Arrow file, and its end; a stream has none. */
const MAGIC = "ARROW1";
/** Bytes of a block in the footer: offset, some length of the metadata, filling, length of the body. */
const BLOCK = 24;
/** The places of the two lists of blocks among the fields of a footer. */
const [DICTIONARIES, RECORDS] = [2, 3];

/** A message of a file, and where the footer says where it begins. */
interface Block {
  readonly entry: number;
  readonly start: number;
  readonly length: number;
}

/**
 * An Arrow file whose dictionaries stand before the rows that need them. In a file, unlike a stream, they may stand anywhere
 * (Polars writes them last), as its footer says; then it is a copy. A stream is left as it is.
 *
 * @throws for a file without its end, and for messages that do not fit it.
 * @see https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format
 */
export function dictionariesFirst(bytes: Uint8Array): Uint8Array {
  if (!holds(bytes, 0)) return bytes;
  // Of a part of a file, some tables could be read that never were.
  if (!holds(bytes, bytes.length - MAGIC.length)) throw new Error("it does not end with ARROW1");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - MAGIC.length - 4;
  const footer = end - view.getInt32(end, true);
  const table = pointedAt(view, footer);
  const [dictionaries, records] = [DICTIONARIES, RECORDS].map((field) => blocksOf(view, table, field));
  const first = Math.min(...records!.map(({ start }) => start));
  if (dictionaries!.every(({ start }) => start < first)) return bytes;
  return inOrder(bytes, [...dictionaries!, ...records!], footer);
}

const holds = (bytes: Uint8Array, at: number) =>
  String.fromCharCode(...bytes.subarray(at, at + MAGIC.length)) === MAGIC;

/** A list of blocks of the footer, which is a table of FlatBuffers. */
function blocksOf(view: DataView, table: number, field: number): Block[] {
  const at = fieldAt(view, table, field);
  if (at === 0) return [];
  const list = pointedAt(view, at);
  const count = view.getUint32(list, true);
  if (list + 4 + count * BLOCK > view.byteLength) throw new Error(`a list of ${count} blocks, which do not fit`);
  return Array.from({ length: count }, (_, i) => {
    const entry = list + 4 + i * BLOCK;
    const [start, body] = [Number(view.getBigInt64(entry, true)), Number(view.getBigInt64(entry + 16, true))];
    // Writers disagree on what the length in the footer counts; the message itself says it.
    const length = 8 + view.getInt32(start + 4, true) + body;
    if (length <= 0 || start + length > view.byteLength) throw new Error("a message beyond the file");
    return { entry, start, length };
  });
}

function inOrder(bytes: Uint8Array, blocks: readonly Block[], footer: number): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  let at = Math.min(...blocks.map(({ start }) => start));
  for (const { entry, start, length } of blocks) {
    if (at + length > footer) throw new Error("messages that overlap");
    copy.set(bytes.subarray(start, start + length), at);
    view.setBigInt64(entry, BigInt(at), true);
    at = 8 * Math.ceil((at + length) / 8);
  }
  return copy;
}
