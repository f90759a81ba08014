import { inflateSync } from "fflate";
import { crc32 } from "./crc32.js";
import { demand, refusal } from "./refusal.js";

/** One file in a zip archive. */
export interface ZipMember {
  readonly name: string;
  /** Bytes of its content. */
  readonly size: number;
  /** Unpacks it. Refuses content that is not what the archive says by length and CRC-32. */
  read(): Uint8Array;
}

const [LOCAL, CENTRAL, END, END_64] = [0x04034b50, 0x02014b50, 0x06054b50, 0x06064b50];
/** A record at the end of the archive, and the longest comment behind it. */
const [END_SIZE, LONGEST_COMMENT] = [22, 0xffff];
/** Stands in a field of 32 bits whose value needs 64. */
const IN_64 = 0xffff_ffff;
const [STORED, DEFLATED] = [0, 8];
/** Bytes that a small archive may unpack to; beyond them only so many times the packed bytes. */
const ALWAYS_ALLOWED = 2 ** 28;
const LARGEST_RATIO = 64;

/**
 * The members of a zip archive (also zip64) by what its directory says; nothing is unpacked until it is asked for. Refuses
 * damaged archives, encryption, other methods than deflate, the same name twice, and members that promise more than 256 MiB
 * and more than 64 times their packed bytes. `source` names it in errors.
 *
 * @example
 * for (const { name, read } of zipMembers(bytes, "photos.zip")) decode(read(), name);
 */
export function zipMembers(bytes: Uint8Array, source: string): ZipMember[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const seen = new Set<string>();
  return entriesOf(view, source).map((entry) => {
    const { name, size } = entry;
    demand(!seen.has(name), () => ({ argument: source, expected: "names of their own", received: `"${name}" twice` }));
    seen.add(name);
    return { name, size, read: () => unpack(bytes, view, entry, `${source}, member "${name}"`) };
  });
}

interface Entry {
  readonly name: string;
  readonly encrypted: boolean;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

function entriesOf(view: DataView, source: string): Entry[] {
  try {
    const { count, start, length } = directoryOf(view);
    const entries: Entry[] = [];
    let at = start;
    for (let i = 0; i < count; i++) {
      if (view.getUint32(at, true) !== CENTRAL) throw new RangeError("no entry of the directory where one must be");
      const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
      entries.push(entryAt(view, at, name!, extra!));
      at += 46 + name! + extra! + comment!;
    }
    if (at !== start + length) throw new RangeError("a directory of another length than it says");
    return entries;
  } catch (error) {
    throw damaged(source, view.byteLength, error);
  }
}

interface Directory {
  readonly count: number;
  readonly start: number;
  readonly length: number;
}

/** Where the directory begins, and of how many members; the record of that is the last one in the archive. */
function directoryOf(view: DataView): Directory {
  const last = view.byteLength - END_SIZE;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (view.getUint32(at, true) !== END) continue;
    const [length, start] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
    const count = view.getUint16(at + 10, true);
    return start === IN_64 || count === 0xffff ? directory64(view, at) : { count, start, length };
  }
  throw new RangeError("no end of a directory");
}

function directory64(view: DataView, end: number): Directory {
  const at = Number(view.getBigUint64(end - 12, true));
  if (view.getUint32(at, true) !== END_64) throw new RangeError("no end of a zip64 directory");
  const field = (offset: number) => Number(view.getBigUint64(at + offset, true));
  return { count: field(32), start: field(48), length: field(40) };
}

function entryAt(view: DataView, at: number, nameLength: number, extraLength: number): Entry {
  const name = new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength);
  const sizes = { size: view.getUint32(at + 24, true), packed: view.getUint32(at + 20, true) };
  const places = { ...sizes, offset: view.getUint32(at + 42, true) };
  return {
    name: new TextDecoder().decode(name),
    encrypted: (view.getUint16(at + 8, true) & 1) === 1,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    ...wideFields(view, places, at + 46 + nameLength, extraLength),
  };
}

/** Fields that did not fit 32 bits, from the extra field of zip64, which has just those. */
function wideFields<T extends Record<string, number>>(view: DataView, fields: T, start: number, length: number): T {
  const wide: Record<string, number> = { ...fields };
  for (let at = start; at + 4 <= start + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let place = at + 4;
    for (const [name, value] of Object.entries(fields)) {
      if (value !== IN_64) continue;
      wide[name] = Number(view.getBigUint64(place, true));
      place += 8;
    }
  }
  return wide as T;
}

function unpack(bytes: Uint8Array, view: DataView, entry: Entry, source: string): Uint8Array {
  const { size, packed, method, encrypted, crc } = entry;
  demand(!encrypted && (method === STORED || method === DEFLATED), () => ({
    argument: source,
    expected: "content that is stored or deflated",
    received: encrypted ? "encrypted content" : `method ${method}`,
    remedy: "Pack the archive again without",
  }));
  demand(size <= Math.max(ALWAYS_ALLOWED, LARGEST_RATIO * packed), () => ({
    argument: source,
    expected: `at most ${LARGEST_RATIO} times its ${packed} packed bytes, or ${ALWAYS_ALLOWED}`,
    received: `a promise of ${size}`,
    remedy: "If that is meant, pack the archive without compression (numpy.savez)",
  }));
  const content = unpacked(bytes, view, entry, source);
  demand(content.length === size && crc32(content) === crc, () => ({
    argument: source,
    expected: `${size} bytes of CRC-32 ${hex(crc)}`,
    received: `${content.length} of ${hex(crc32(content))}`,
    remedy: "The archive is damaged; write it again",
  }));
  return content;
}

function unpacked(bytes: Uint8Array, view: DataView, { name, offset, packed, method, size }: Entry, source: string) {
  try {
    const [nameLength, extraLength] = [view.getUint16(offset + 26, true), view.getUint16(offset + 28, true)];
    const start = offset + 30 + nameLength + extraLength;
    const own = new TextDecoder().decode(bytes.subarray(offset + 30, offset + 30 + nameLength));
    if (view.getUint32(offset, true) !== LOCAL || own !== name)
      throw new RangeError("not the member that the directory says");
    const content = bytes.subarray(start, start + packed);
    return method === STORED ? content : inflateSync(content, { out: new Uint8Array(size) });
  } catch (error) {
    throw damaged(source, bytes.length, error);
  }
}

const hex = (value: number) => value.toString(16).padStart(8, "0");

const damaged = (source: string, length: number, error: unknown) =>
  refusal({
    argument: source,
    expected: "a complete zip archive",
    received: `${length} bytes that cannot be unpacked: ${(error as Error).message}`,
    remedy: "The file is truncated or not an archive; write it again",
  });
