import { demandArray, type NumericArray, sizeOf, type TextArray } from "./array.js";
import { bytesOf, decodeElements, encodeElements } from "./elements.js";
import { decodeHeader, MAGIC, type NpyHeader, typeOfCode } from "./npy-header.js";
import { decodeText } from "./npy-text.js";
import { demand } from "./refusal.js";

const MAXIMUM_RANK = 64;
const codeOfType = Object.fromEntries(Object.entries(typeOfCode).map(([code, type]) => [type, code]));

/** What an NPY file holds: numbers or words. */
export type NpyArray = Required<NumericArray> | TextArray;

/**
 * The array in an NPY file (versions 1 to 3, either byte order, C or Fortran order), in row-major order.
 * Anything that is not a complete NPY file of numbers is refused; `source` names it in the error.
 *
 * @example
 * const { shape, data, dtype } = decodeNpy(new Uint8Array(await (await fetch("images.npy")).arrayBuffer()), "images.npy");
 */
export function decodeNpy(bytes: Uint8Array, source = "NPY data"): Required<NumericArray> {
  return demandNumbers(decodeNpyArray(bytes, source), source);
}

/** {@link decodeNpy} of files that may also hold text (`<U5`, `S5`) or instants (`datetime64`), which are words. */
export function decodeNpyArray(bytes: Uint8Array, source = "NPY data"): NpyArray {
  const header = decodeHeader(bytes, source);
  demandEntries(header, bytes.length, source);
  return entriesOf(header, bytes.subarray(header.offset), header.shape, source);
}

/** Refuses words where numbers are wanted. */
export function demandNumbers(array: NpyArray, source: string): Required<NumericArray> {
  demand("data" in array, () => ({
    argument: source,
    expected: "numbers",
    received: "text",
    remedy: "Convert with .astype('float32') before numpy.save",
  }));
  return array;
}

/** Bytes that can be read in parts, such as a file. */
export interface ByteRanges {
  readonly byteLength: number;
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>;
}

/** More than any header takes. */
const HEAD = 2 ** 17;

/**
 * {@link decodeNpyArray} at most so many rows at a time, for files larger than memory; arrays in Fortran order, whose rows lie
 * scattered, come at once.
 *
 * @example
 * for await (const { data, shape } of decodeNpyRows(file, 4096, "images.npy")) add(data, shape);
 */
export async function* decodeNpyRows(file: ByteRanges, rows: number, source = "NPY data"): AsyncGenerator<NpyArray> {
  const read = async (start: number, end: number) => new Uint8Array(await file.slice(start, end));
  const header = decodeHeader(await read(0, Math.min(HEAD, file.byteLength)), source);
  const { fortranOrder, shape, offset } = header;
  demandEntries(header, file.byteLength, source);
  if (fortranOrder || rows >= (shape[0] ?? 0)) {
    yield decodeNpyArray(await read(0, file.byteLength), source);
    return;
  }
  const width = sizeOf(shape.slice(1)) * widthOf(header);
  for (let first = 0; first < shape[0]!; first += rows) {
    const count = Math.min(rows, shape[0]! - first);
    const bytes = await read(offset + first * width, offset + (first + count) * width);
    yield entriesOf(header, bytes, [count, ...shape.slice(1)], source);
  }
}

const widthOf = ({ dtype }: NpyHeader): number => (typeof dtype === "string" ? bytesOf(dtype) : dtype.width);

function entriesOf(header: NpyHeader, bytes: Uint8Array, shape: number[], source: string): NpyArray {
  const { dtype, bigEndian, fortranOrder } = header;
  const ordered = <T extends Writable>(entries: T): T => (fortranOrder ? toRowMajor(entries, shape) : entries);
  if (typeof dtype === "string") return { shape, data: ordered(decodeElements(dtype, bytes, bigEndian)), dtype };
  return { shape, words: ordered(decodeText(dtype, bytes, bigEndian, source)) };
}

function demandEntries(header: NpyHeader, byteLength: number, source: string): void {
  const { shape, dtype, offset } = header;
  const needed = sizeOf(shape) * widthOf(header);
  const present = byteLength - offset;
  demand(present === needed, () => ({
    argument: source,
    expected: `${needed} bytes of entries for shape [${shape}] of ${typeof dtype === "string" ? dtype : dtype.text}`,
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

interface Writable {
  readonly length: number;
  [index: number]: unknown;
  slice(): this;
}

/** The same array with the last axis running fastest instead of the first. */
function toRowMajor<T extends Writable>(data: T, shape: readonly number[]): T {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  const index = shape.map(() => 0);
  const result = data.slice();
  let position = 0;
  for (let i = 0; i < data.length; i++) {
    result[i] = data[position];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      position -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
