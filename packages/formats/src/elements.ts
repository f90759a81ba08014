import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "./half.js";

/** The numbers of an array in row-major order. */
export type NumericData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

interface Element {
  /** The element type of the typed array that holds the entries in memory. */
  readonly data: keyof typeof stores;
  /** The typed array a file's bytes are, when it is another one. */
  readonly stored?: "uint16";
  readonly decode?: (bits: number) => number;
  readonly encode?: (value: number) => number;
}

const stores = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
};

/** Every element type that files may hold. */
export const elements = {
  bool: { data: "uint8" },
  int8: { data: "int8" },
  uint8: { data: "uint8" },
  int16: { data: "int16" },
  uint16: { data: "uint16" },
  int32: { data: "int32" },
  uint32: { data: "uint32" },
  int64: { data: "int64" },
  uint64: { data: "uint64" },
  float16: { data: "float32", stored: "uint16", decode: fromFloat16, encode: toFloat16 },
  bfloat16: { data: "float32", stored: "uint16", decode: fromBfloat16, encode: toBfloat16 },
  float32: { data: "float32" },
  float64: { data: "float64" },
} as const satisfies Record<string, Element>;

export type ElementType = keyof typeof elements;

/** Their names. */
export const elementTypes = Object.keys(elements) as readonly ElementType[];

const element = (type: ElementType): Element => elements[type];
const storeOf = (type: ElementType) => stores[element(type).stored ?? element(type).data];

/** Bytes one entry takes in a file. */
export function bytesOf(type: ElementType): number {
  return storeOf(type).BYTES_PER_ELEMENT;
}

/** Entries from a file's bytes, which are copied. */
export function decodeElements(type: ElementType, bytes: Uint8Array, bigEndian = false): NumericData {
  const own = new Uint8Array(bytes);
  const stored = new (storeOf(type))((bigEndian ? swapBytes(own, bytesOf(type)) : own).buffer);
  const { decode } = element(type);
  return decode ? Float32Array.from(stored as Uint16Array, decode) : stored;
}

/** The little-endian bytes of entries. */
export function encodeElements(type: ElementType, data: NumericData): Uint8Array {
  const { encode } = element(type);
  const stored = encode ? Uint16Array.from(data as Float32Array, encode) : data;
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}

/** Reverses each group of `width` bytes in place. */
function swapBytes<T extends Uint8Array>(bytes: T, width: number): T {
  for (let start = 0; width > 1 && start < bytes.length; start += width) bytes.subarray(start, start + width).reverse();
  return bytes;
}
