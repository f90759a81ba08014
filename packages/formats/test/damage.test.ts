import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeNpy,
  decodeNpz,
  decodeSafetensors,
  encodeNpy,
  encodeNpz,
  encodeSafetensors,
  type NumericArray,
  sizeOf,
} from "../src/index.js";

const w = { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
const n = { shape: [2], data: BigInt64Array.of(7n, -7n) };

const formats: [string, Uint8Array, (bytes: Uint8Array) => NumericArray[]][] = [
  ["NPY", encodeNpy(w), (bytes) => [decodeNpy(bytes)]],
  ["stored NPZ", encodeNpz({ w, n }), (bytes) => Object.values(decodeNpz(bytes))],
  ["deflated NPZ", encodeNpz({ w, n }, { compress: true }), (bytes) => Object.values(decodeNpz(bytes))],
  [
    "safetensors",
    encodeSafetensors({ tensors: { w, n }, metadata: { a: "b" } }),
    (bytes) => Object.values(decodeSafetensors(bytes).tensors),
  ],
];

test.each(formats)("damaged %s is either refused in words or read as whole arrays", (_name, whole, decode) => {
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(damage, fc.nat(whole.length), (changes, cut) => {
      const bytes = whole.slice(0, cut % 3 === 0 ? cut : whole.length);
      for (const [place, value] of changes) if (place < bytes.length) bytes[place] = value;
      try {
        for (const { shape, data } of decode(bytes)) expect(data.length).toBe(sizeOf(shape));
      } catch (error) {
        expect((error as Error).message).toMatch(/expected .*, received /s);
      }
    }),
    { numRuns: 1500 },
  );
});
