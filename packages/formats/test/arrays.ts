import fc from "fast-check";
import { type ElementType, type NumericArray, type NumericData, sizeOf } from "../src/index.js";

const exactly = (maxLength: number) => ({ minLength: maxLength, maxLength });

/** Numbers that the half-precision types hold exactly, with the edges of their range. */
const halves = fc.oneof(
  fc.integer({ min: -256, max: 256 }),
  fc.constantFrom(-0, 0.5, 2 ** -14, Number.POSITIVE_INFINITY, Number.NaN),
);

const data: Record<ElementType, (size: number) => fc.Arbitrary<NumericData>> = {
  bool: (size) => fc.uint8Array({ ...exactly(size), max: 1 }),
  int8: (size) => fc.int8Array(exactly(size)),
  uint8: (size) => fc.uint8Array(exactly(size)),
  int16: (size) => fc.int16Array(exactly(size)),
  uint16: (size) => fc.uint16Array(exactly(size)),
  int32: (size) => fc.int32Array(exactly(size)),
  uint32: (size) => fc.uint32Array(exactly(size)),
  int64: (size) => fc.bigInt64Array(exactly(size)),
  uint64: (size) => fc.bigUint64Array(exactly(size)),
  float16: (size) => fc.array(halves, exactly(size)).map((numbers) => Float32Array.from(numbers)),
  bfloat16: (size) => fc.array(halves, exactly(size)).map((numbers) => Float32Array.from(numbers)),
  float32: (size) => fc.float32Array(exactly(size)),
  float64: (size) => fc.float64Array(exactly(size)),
};

/** Any array of up to three axes and any type. */
export const arrays: fc.Arbitrary<Required<NumericArray>> = fc
  .record({
    shape: fc.array(fc.nat(4), { maxLength: 3 }),
    dtype: fc.constantFrom(...(Object.keys(data) as ElementType[])),
  })
  .chain(({ shape, dtype }) => data[dtype](sizeOf(shape)).map((numbers) => ({ shape, data: numbers, dtype })));
