import { demandShape } from "./array.js";
import type { ElementType } from "./elements.js";
import { hexOf } from "./hex.js";
import { type TextType, textTypeOf } from "./npy-text.js";
import { demand } from "./refusal.js";

export const MAGIC = "\x93NUMPY";

export const typeOfCode: Readonly<Record<string, ElementType>> = {
  b1: "bool",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
  u2: "uint16",
  u4: "uint32",
  u8: "uint64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
};

export interface NpyHeader {
  /** Numbers, or text of a fixed width. */
  readonly dtype: ElementType | TextType;
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: number[];
  /** Where the entries begin. */
  readonly offset: number;
}

/** What an NPY file (versions 1 to 3) says of its entries. Refuses other files, and entries that are neither numbers nor text. */
export function decodeHeader(bytes: Uint8Array, source: string): NpyHeader {
  demandPrefix(bytes, source);
  const version = bytes[6];
  const start = version === 1 ? 10 : 12;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const complete = bytes.length >= start;
  const length = !complete ? 0 : version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  demand(complete && start + length <= bytes.length, () => ({
    argument: source,
    expected: `an NPY header of ${length || "2 or more"} bytes`,
    received: `a file of ${bytes.length} bytes`,
    remedy: "The file is truncated; write it again",
  }));
  const text = String.fromCharCode(...bytes.subarray(start, start + Math.min(length, 65_536)));
  return { ...parseFields(text, source), offset: start + length };
}

function demandPrefix(bytes: Uint8Array, source: string): void {
  const found = String.fromCharCode(...bytes.subarray(0, 6));
  demand(found === MAGIC, () => ({
    argument: source,
    expected: "an NPY file, which begins with 93 4e 55 4d 50 59",
    received: bytes.length === 0 ? "an empty file" : `bytes ${hexOf(bytes.subarray(0, 6), " ")}`,
    remedy: found.startsWith("PK") ? "This is a zip archive: read it as NPZ" : "Save it with numpy.save",
  }));
  demand(bytes[6]! >= 1 && bytes[6]! <= 3, () => ({
    argument: source,
    expected: "NPY version 1, 2 or 3",
    received: bytes.length > 6 ? `version ${bytes[6]}` : "a file of 6 bytes",
    remedy: "The file is truncated or damaged; write it again",
  }));
}

/** Reads the Python dictionary `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`. */
function parseFields(text: string, source: string): Omit<NpyHeader, "offset"> {
  const descr = field(text, "descr", /'([^']*)'|(\[.*?\])/, source);
  const order = field(text, "fortran_order", /(True|False)/, source);
  const lengths = field(text, "shape", /\(([\dL, ]*)\)/, source);
  const [, byteOrder, code] = /^([<>|=])(\w\d+(?:\[\w+\])?)$/.exec(descr) ?? [];
  const dtype = Object.hasOwn(typeOfCode, code ?? "") ? typeOfCode[code!] : textTypeOf(code ?? "");
  demand(dtype !== undefined, () => ({
    argument: `${source}, field "descr"`,
    expected: "numbers (bool, int8 to int64, uint8 to uint64, float16 to float64), text or datetime64",
    received: descr.slice(0, 80),
    remedy: "Convert with .astype('float32'), or .astype(str) for words, before numpy.save",
  }));
  const shape = lengths.split(",").filter((part) => part.trim() !== "");
  const numbers = shape.map((part) => Number(part.replace("L", "")));
  demandShape(`${source}, field "shape"`, numbers);
  return { dtype, bigEndian: byteOrder === ">", fortranOrder: order === "True", shape: numbers };
}

function field(text: string, name: string, value: RegExp, source: string): string {
  const match = new RegExp(`u?'${name}'\\s*:\\s*(?:${value.source})`).exec(text);
  demand(match !== null, () => ({
    argument: source,
    expected: `an NPY header with a valid field "${name}"`,
    received: text.trim().slice(0, 80) || "an empty header",
  }));
  return match[1]! ?? match[2]!;
}
