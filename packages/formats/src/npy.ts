import { demandArray, demandShape, type NumericArray, sizeOf } from "./array.js";
import { bytesOf, decodeElements, type ElementType, encodeElements, type NumericData } from "./elements.js";
import { demand } from "./refusal.js";

const MAGIC = "\x93NUMPY";
const MAXIMUM_RANK = 64;

const typeOfCode: Readonly<Record<string, ElementType>> = {
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
const codeOfType = Object.fromEntries(Object.entries(typeOfCode).map(([code, type]) => [type, code]));

interface Header {
  readonly dtype: ElementType;
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: number[];
  /** Where the entries begin. */
  readonly offset: number;
}

/**
 * The array in an NPY file (versions 1 to 3, either byte order, C or Fortran order), in row-major order.
 * Anything that is not a complete NPY file of numbers is refused; `source` names it in the error.
 *
 * @example
 * const { shape, data, dtype } = decodeNpy(new Uint8Array(await (await fetch("images.npy")).arrayBuffer()), "images.npy");
 */
export function decodeNpy(bytes: Uint8Array, source = "NPY data"): Required<NumericArray> {
  const header = decodeHeader(bytes, source);
  const { dtype, bigEndian, fortranOrder, shape, offset } = header;
  demandEntries(header, bytes.length, source);
  const data = decodeElements(dtype, bytes.subarray(offset), bigEndian);
  return { shape, data: fortranOrder ? toRowMajor(data, shape) : data, dtype };
}

/** Bytes that can be read in parts, such as a file. */
export interface ByteRanges {
  readonly byteLength: number;
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>;
}

/** More than any header takes. */
const HEAD = 2 ** 17;

/**
 * {@link decodeNpy} at most so many rows at a time, for files larger than memory; arrays in Fortran order, whose rows lie
 * scattered, come at once.
 *
 * @example
 * for await (const { data, shape } of decodeNpyRows(file, 4096, "images.npy")) add(data, shape);
 */
export async function* decodeNpyRows(
  file: ByteRanges,
  rows: number,
  source = "NPY data",
): AsyncGenerator<Required<NumericArray>> {
  const read = async (start: number, end: number) => new Uint8Array(await file.slice(start, end));
  const header = decodeHeader(await read(0, Math.min(HEAD, file.byteLength)), source);
  const { dtype, bigEndian, fortranOrder, shape, offset } = header;
  demandEntries(header, file.byteLength, source);
  if (fortranOrder || rows >= (shape[0] ?? 0)) {
    yield decodeNpy(await read(0, file.byteLength), source);
    return;
  }
  const width = sizeOf(shape.slice(1)) * bytesOf(dtype);
  for (let first = 0; first < shape[0]; first += rows) {
    const count = Math.min(rows, shape[0] - first);
    const bytes = await read(offset + first * width, offset + (first + count) * width);
    yield { shape: [count, ...shape.slice(1)], data: decodeElements(dtype, bytes, bigEndian), dtype };
  }
}

function demandEntries({ shape, dtype, offset }: Header, byteLength: number, source: string): void {
  const needed = sizeOf(shape) * bytesOf(dtype);
  const present = byteLength - offset;
  demand(present === needed, () => ({
    argument: source,
    expected: `${needed} bytes of entries for shape [${shape}] of ${dtype}`,
    received: `${present} bytes`,
    remedy: present < needed ? "The file is truncated; write it again" : "Something else follows the array",
  }));
}

/**
 * An NPY file (version 1, little-endian, C order) that NumPy reads back as the same array.
 * Refuses entries that do not fit the shape, and bfloat16, which NPY does not know.
 *
 * @example
 * const bytes = encodeNpy({ shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) });
 */
export function encodeNpy(array: NumericArray): Uint8Array {
  const dtype = demandArray("array", array);
  demand(array.shape.length <= MAXIMUM_RANK && dtype in codeOfType, () => ({
    argument: "array",
    expected: `at most ${MAXIMUM_RANK} axes and a type that NPY knows`,
    received: `${array.shape.length} axes of ${dtype}`,
    remedy: "Write safetensors instead",
  }));
  const order = bytesOf(dtype) === 1 ? "|" : "<";
  const shape = array.shape.length === 1 ? `(${array.shape},)` : `(${array.shape.join(", ")})`;
  const fields = `{'descr': '${order}${codeOfType[dtype]}', 'fortran_order': False, 'shape': ${shape}, }`;
  const headerLength = Math.ceil((fields.length + 11) / 64) * 64 - 10;
  const entries = encodeElements(dtype, array.data);
  const bytes = new Uint8Array(10 + headerLength + entries.length);
  const prefix = `${MAGIC}\x01\0${String.fromCharCode(headerLength & 255, headerLength >> 8)}`;
  bytes.set(latin1(`${prefix}${fields.padEnd(headerLength - 1)}\n`));
  bytes.set(entries, 10 + headerLength);
  return bytes;
}

function decodeHeader(bytes: Uint8Array, source: string): Header {
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
    received: bytes.length === 0 ? "an empty file" : `bytes ${hex(bytes.subarray(0, 6))}`,
    remedy: found.startsWith("PK") ? "This is a zip archive: read it as NPZ" : "Save it with numpy.save",
  }));
  demand(bytes[6] >= 1 && bytes[6] <= 3, () => ({
    argument: source,
    expected: "NPY version 1, 2 or 3",
    received: bytes.length > 6 ? `version ${bytes[6]}` : "a file of 6 bytes",
    remedy: "The file is truncated or damaged; write it again",
  }));
}

/** Reads the Python dictionary `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`. */
function parseFields(text: string, source: string): Omit<Header, "offset"> {
  const descr = field(text, "descr", /'([^']*)'|(\[.*?\])/, source);
  const order = field(text, "fortran_order", /(True|False)/, source);
  const lengths = field(text, "shape", /\(([\dL, ]*)\)/, source);
  const [, byteOrder, code] = /^([<>|=])(\w\d+)$/.exec(descr) ?? [];
  const dtype = typeOfCode[code];
  demand(dtype !== undefined, () => ({
    argument: `${source}, field "descr"`,
    expected: "numbers: bool, int8 to int64, uint8 to uint64 or float16 to float64",
    received: descr.slice(0, 80),
    remedy: "Convert with .astype('float32') before numpy.save",
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
  return match[1] ?? match[2];
}

/** The same array with the last axis running fastest instead of the first. */
function toRowMajor(data: NumericData, shape: readonly number[]): NumericData {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  const index = shape.map(() => 0);
  const result = data.slice();
  let position = 0;
  for (let i = 0; i < data.length; i++) {
    result[i] = data[position];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position += strides[axis];
      if (++index[axis] < shape[axis]) break;
      position -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return result;
}

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
