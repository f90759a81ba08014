import { type ElementType, elements, type NumericData } from "./elements.js";
import { demand } from "./refusal.js";

/** An n-dimensional array of numbers, as files hold it. */
export interface NumericArray {
  /** Lengths of the axes; `[]` for a single number. */
  readonly shape: readonly number[];
  /** The entries in row-major (C) order. float16 and bfloat16 are held as Float32Array, bool as 0 and 1 in Uint8Array. */
  readonly data: NumericData;
  /** How a file stores the entries; by default the type of `data` itself. */
  readonly dtype?: ElementType;
}

/** An n-dimensional array of words. */
export interface TextArray {
  readonly shape: readonly number[];
  /** The entries in row-major (C) order. */
  readonly words: readonly string[];
}

/** Arrays of one file, each decoded when it is asked for. */
export interface NamedArrays {
  readonly names: readonly string[];
  read(name: string): Required<NumericArray> | TextArray;
  /** What errors call an array. */
  sourceOf(name: string): string;
}

/** The number of entries of an array of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * The entries as 32-bit floats (64-bit integers and floats are rounded); the same memory when they are that already.
 *
 * @example
 * const { shape, data } = decodeNpy(bytes);
 * const tensor = tf.tensor(toFloat32(data), shape);
 */
export function toFloat32(data: NumericData): Float32Array {
  if (data instanceof Float32Array) return data;
  return isBig(data)
    ? Float32Array.from(data as ArrayLike<unknown> as ArrayLike<number>, Number)
    : new Float32Array(data);
}

/** The entries as 64-bit floats (64-bit integers beyond 2⁵³ are rounded); the same memory when they are that already. */
export function toFloat64(data: NumericData): Float64Array {
  if (data instanceof Float64Array) return data;
  return isBig(data)
    ? Float64Array.from(data as ArrayLike<unknown> as ArrayLike<number>, Number)
    : new Float64Array(data);
}

/** Typed arrays of other numbers convert by themselves, and much faster. */
function isBig(data: NumericData): data is BigInt64Array | BigUint64Array {
  return data instanceof BigInt64Array || data instanceof BigUint64Array;
}

/** The storage type of a complete array; refuses shapes, entries and types that do not fit each other. */
export function demandArray(argument: string, { shape, data, dtype }: NumericArray): ElementType {
  demandShape(argument, shape);
  demand(data.length === sizeOf(shape), () => ({
    argument,
    expected: `${sizeOf(shape)} entries for shape [${shape}]`,
    received: `${data.length} entries`,
  }));
  const own = dataType(data);
  const held = dtype ? elements[dtype].data : own;
  demand(held === own, () => ({
    argument,
    expected: `${held} entries for dtype ${dtype}`,
    received: `${own} entries`,
    remedy: "Convert the entries first, or leave dtype out",
  }));
  return dtype ?? own;
}

/** Refuses a shape that is not a list of non-negative integers of a countable product. */
export function demandShape(argument: string, shape: unknown): asserts shape is number[] {
  const valid = Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0);
  demand(valid && Number.isSafeInteger(sizeOf(shape)), () => ({
    argument,
    expected: "a shape of non-negative integers with a product below 2^53",
    received: JSON.stringify(shape) ?? "nothing",
  }));
}

function dataType(data: NumericData): ElementType {
  const name = data.constructor.name.replace(/Array$|Big/g, "").toLowerCase();
  demand(Object.hasOwn(elements, name), () => ({
    argument: "data",
    expected: "a typed array of numbers",
    received: data.constructor.name,
  }));
  return name as ElementType;
}
