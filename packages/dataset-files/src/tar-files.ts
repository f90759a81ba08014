import { demand } from "@crosstilt/core";
import type { ByteRanges } from "@crosstilt/formats";

/** A file in a tar archive. */
export interface TarFile {
  readonly name: string;
  bytes(): Promise<Uint8Array>;
}

const BLOCK = 512;
/** Kinds of entries: files, and those whose content is about the next one. */
const [FILE, OLD_FILE, LONG_NAME, EXTENDED] = ["0", "\0", "L", "x"];
/** Bytes of a name or of what is said about a file: far more than any needs. */
const LONGEST_NAME = 2 ** 20;

/**
 * The files of a tar archive (ustar, GNU or PAX) in order; what they hold is read when it is asked for. Refuses damaged archives,
 * with the place.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
 */
export async function* tarFiles(file: ByteRanges, path: string): AsyncGenerator<TarFile> {
  const read = async (start: number, length: number) => new Uint8Array(await file.slice(start, start + length));
  let named: string | undefined;
  for (let at = 0; at + BLOCK <= file.byteLength; ) {
    const header = await read(at, BLOCK);
    if (header.every((byte) => byte === 0)) return;
    demandHeader(header, at, path);
    const size = numberIn(header, 124, 12);
    const start = at + BLOCK;
    demand(Number.isSafeInteger(size) && size >= 0 && start + size <= file.byteLength, () => ({
      argument: `${path}, byte ${at}`,
      expected: `a file within the archive's ${file.byteLength} bytes`,
      received: `one of ${size}`,
      remedy: "The archive is cut off or damaged; write it again",
    }));
    const kind = String.fromCharCode(header[156]!);
    if (kind === LONG_NAME || kind === EXTENDED)
      named = nameIn(await read(start, Math.min(size, LONGEST_NAME)), kind) ?? named;
    else {
      if (kind === FILE || kind === OLD_FILE) yield { name: named ?? ownName(header), bytes: () => read(start, size) };
      named = undefined;
    }
    at = start + BLOCK * Math.ceil(size / BLOCK);
  }
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).split("\0")[0]!;

/** A number in octal digits, or, where it is large, in the bytes themselves. */
function numberIn(header: Uint8Array, at: number, length: number): number {
  const field = header.subarray(at, at + length);
  if (field[0]! & 0x80) return field.subarray(1).reduce((value, byte) => 256 * value + byte, 0);
  return Number.parseInt(text(field).trim() || "0", 8);
}

/** The sum of a header's bytes, its own place taken as blanks, stands in it. */
function demandHeader(header: Uint8Array, at: number, path: string): void {
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  demand(sum === numberIn(header, 148, 8), () => ({
    argument: `${path}, byte ${at}`,
    expected: "the header of a file in a tar archive",
    received: "other bytes",
    remedy: "The archive is damaged or none; write it again",
  }));
}

function ownName(header: Uint8Array): string {
  const prefix = text(header.subarray(257, 262)) === "ustar" ? text(header.subarray(345, 500)) : "";
  const name = text(header.subarray(0, 100));
  return prefix ? `${prefix}/${name}` : name;
}

/** The next file's name, as GNU or PAX write those that do not fit. */
function nameIn(content: Uint8Array, kind: string): string | undefined {
  return kind === LONG_NAME
    ? text(content)
    : /(?:^|\n)\d+ path=([^\n]*)\n/.exec(new TextDecoder().decode(content))?.[1];
}
