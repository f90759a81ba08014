import fc from "fast-check";
import { expect, test } from "vitest";
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "../src/half.js";
import { toFloat32, toFloat64 } from "../src/index.js";

const patterns = Array.from({ length: 65_536 }, (_, bits) => bits);

test("every 16-bit pattern that is a number comes back from its value", () => {
  const wrong = (decode: (bits: number) => number, encode: (value: number) => number) =>
    patterns.filter((bits) => !Number.isNaN(decode(bits)) && encode(decode(bits)) !== bits);
  expect(wrong(fromFloat16, toFloat16)).toEqual([]);
  expect(wrong(fromBfloat16, toBfloat16)).toEqual([]);
});

test("known float16 values are what IEEE 754 says", () => {
  expect([0x3c00, 0xc000, 0x7bff, 0x0001, 0x3555, 0x7c00].map(fromFloat16)).toEqual([
    1,
    -2,
    65504,
    2 ** -24,
    0.333251953125,
    Number.POSITIVE_INFINITY,
  ]);
  expect([65519, 65520, Number.NaN, 1e-8].map(toFloat16)).toEqual([0x7bff, 0x7c00, 0x7e00, 0]);
  expect(fromFloat16(0x7e01)).toBeNaN();
  expect([Number.NaN, -1, 3.4e38].map(toBfloat16)).toEqual([0x7fc0, 0xbf80, 0x7f80]);
});

test("rounding takes the nearest pattern, and the even one of two", () => {
  const finite = patterns.filter((bits) => bits < 0x7c00).map(fromFloat16);
  fc.assert(
    fc.property(fc.float({ min: 0, max: 65504, noNaN: true }), (value) => {
      const bits = toFloat16(value);
      const distance = Math.abs(finite[bits]! - value);
      const neighbours = [bits - 1, bits + 1].filter((other) => other in finite);
      for (const other of neighbours) {
        const gap = Math.abs(finite[other]! - value);
        expect(distance < gap || (distance === gap && bits % 2 === 0)).toBe(true);
      }
    }),
  );
  expect(toFloat16(1 + 2 ** -11)).toBe(0x3c00);
  expect(toFloat16(1 + 3 * 2 ** -11)).toBe(0x3c02);
});

test("entries of every type become floats", () => {
  expect(toFloat32(BigInt64Array.of(-3n, 5n))).toEqual(Float32Array.of(-3, 5));
  expect(toFloat64(BigUint64Array.of(2n ** 53n))).toEqual(Float64Array.of(2 ** 53));
  expect(toFloat32(Int8Array.of(-1, 2))).toEqual(Float32Array.of(-1, 2));
  expect(toFloat64(Float32Array.of(0.5))).toEqual(Float64Array.of(0.5));
  const same = Float32Array.of(1);
  expect(toFloat32(same)).toBe(same);
});
