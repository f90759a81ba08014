import { instantText, type TimeUnit } from "./instant.js";
import { refusal } from "./refusal.js";

/** How entries of an NPY file are text: UTF-32 (`<U5`), bytes (`S5`) or instants (`<M8[ns]`). */
export interface TextType {
  readonly text: "unicode" | "bytes" | "instants";
  /** Bytes an entry takes. */
  readonly width: number;
  /** What an instant counts, in one of the units that have text. */
  readonly unit?: TimeUnit;
  readonly step?: bigint;
}

/** Units of datetime64 in those of {@link instantText}. */
const UNITS: Readonly<Record<string, readonly [unit: TimeUnit, step: bigint]>> = {
  W: ["s", 604_800n],
  D: ["s", 86_400n],
  h: ["s", 3600n],
  m: ["s", 60n],
  s: ["s", 1n],
  ms: ["ms", 1n],
  us: ["us", 1n],
  ns: ["ns", 1n],
};

/** The text that a type code of NumPy without its byte order stands for, such as `U5`; undefined for others. */
export function textTypeOf(code: string): TextType | undefined {
  const [, kind, length] = /^([US])([1-9]\d*)$/.exec(code) ?? [];
  if (kind === "U") return { text: "unicode", width: 4 * Number(length) };
  if (kind === "S") return { text: "bytes", width: Number(length) };
  const [, count, unit] = /^M8\[(\d*)(\w+?)\]$/.exec(code) ?? [];
  if (unit === undefined || !Object.hasOwn(UNITS, unit)) return undefined;
  const [base, step] = UNITS[unit]!;
  return { text: "instants", width: 8, unit: base, step: step * BigInt(count || 1) };
}

/** Stands for no instant. */
const NOT_A_TIME = -(2n ** 63n);

/** The entries as words, without the zeros that fill them up; no instant is an empty word. `source` names them in errors. */
export function decodeText(type: TextType, bytes: Uint8Array, bigEndian: boolean, source: string): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decode = { unicode: unicodeAt, bytes: bytesAt, instants: instantAt }[type.text];
  return Array.from({ length: bytes.length / type.width }, (_, i) => {
    try {
      return decode(view, i * type.width, type, bigEndian);
    } catch {
      throw refusal({
        argument: `${source}, entry ${i}`,
        expected: type.text === "bytes" ? "text in UTF-8" : "characters of Unicode",
        received: "bytes that are none",
        remedy: "Decode it with .astype(str) before numpy.save",
      });
    }
  });
}

function unicodeAt(view: DataView, at: number, { width }: TextType, bigEndian: boolean): string {
  const points: number[] = [];
  for (let i = 0; i < width; i += 4) points.push(view.getUint32(at + i, !bigEndian));
  return String.fromCodePoint(...points.slice(0, points.findLastIndex((point) => point !== 0) + 1));
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function bytesAt(view: DataView, at: number, { width }: TextType): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, width);
  return utf8.decode(bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0) + 1));
}

function instantAt(view: DataView, at: number, { unit = "s", step = 1n }: TextType, bigEndian: boolean): string {
  const count = view.getBigInt64(at, !bigEndian);
  return count === NOT_A_TIME ? "" : instantText(count * step, unit);
}
