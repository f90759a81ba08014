import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "../src/index.js";
import { arrays } from "./arrays.js";
import { files } from "./fixtures.js";

/** A safetensors file with any header and so many bytes of tensors. */
function file(header: unknown, bytes = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const length = new Uint8Array(new BigUint64Array([BigInt(json.length)]).buffer);
  return Uint8Array.of(...length, ...json, ...new Uint8Array(bytes));
}

const refusalOf = (header: unknown, bytes = 0) => {
  return expect(() => decodeSafetensors(file(header, bytes), "a.safetensors"));
};

test("a file of the Python package is read, and written again as the same bytes", () => {
  const bytes = Uint8Array.from(atob(files.safetensors), (character) => character.charCodeAt(0));
  const { tensors, metadata } = decodeSafetensors(bytes);
  expect(metadata).toEqual({ from: "numpy" });
  expect(tensors).toEqual({
    n: { shape: [1], data: BigInt64Array.of(7n), dtype: "int64" },
    w: { shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5), dtype: "float32" },
    b: { shape: [2], data: Float32Array.of(1.5, -2), dtype: "float16" },
  });
  expect(encodeSafetensors({ tensors, metadata })).toEqual(bytes);
});

test("all tensors and metadata survive being written and read, whatever their names", () => {
  const names = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("__proto__", "toString", "é/中"));
  const free = names.filter((name) => name !== "__metadata__");
  fc.assert(
    fc.property(fc.dictionary(free, arrays), fc.dictionary(fc.string(), fc.string()), (tensors, metadata) => {
      const read = decodeSafetensors(encodeSafetensors({ tensors, metadata }));
      expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(tensors).sort());
      for (const [name, array] of Object.entries(tensors)) expect(read.tensors[name]).toEqual(array);
      expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(metadata).sort());
    }),
  );
});

test("the tensors begin at a multiple of 8 bytes and every one is aligned to its type", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ maxLength: 4 }), arrays), (tensors) => {
      const bytes = encodeSafetensors({ tensors });
      const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
      expect(length % 8).toBe(0);
      const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
      for (const [name, { data_offsets: offsets }] of Object.entries<{ data_offsets: number[] }>(header)) {
        const width = tensors[name]!.dtype.endsWith("float16") ? 2 : tensors[name]!.data.BYTES_PER_ELEMENT;
        expect(offsets[0]! % width).toBe(0);
      }
    }),
  );
});

test("a file cut anywhere or with bytes after its end is refused by name", () => {
  const whole = encodeSafetensors({ tensors: { w: { shape: [2], data: Float32Array.of(1, 2) } } });
  for (let length = 0; length < whole.length; length++) {
    expect(() => decodeSafetensors(whole.subarray(0, length), "cut.safetensors")).toThrow(
      /^cut\.safetensors.*expected/,
    );
  }
  expect(() => decodeSafetensors(Uint8Array.of(...whole, 1))).toThrow("Something else follows the tensors");
});

test("a header length beyond the format's limit is refused before anything is allocated", () => {
  const bytes = new Uint8Array(16).fill(0xff);
  expect(() => decodeSafetensors(bytes, "a.safetensors")).toThrow("received a file of 16 bytes");
});

test.each([
  ["not json at all", "a.safetensors, header: expected a JSON object"],
  [[1], "received [1]"],
  [{ w: 3 }, 'tensor "w": expected a dtype among'],
  [{ w: { dtype: "F8_E4M3", shape: [8], data_offsets: [0, 8] } }, "received F8_E4M3"],
  [{ w: { dtype: "toString", shape: [1], data_offsets: [0, 1] } }, 'received "toString"'],
  [{ w: { dtype: "F32", shape: [-1], data_offsets: [0, 4] } }, "a shape of non-negative integers"],
  [{ w: { dtype: "F32", shape: [1], data_offsets: [0, 8] } }, "data_offsets that span 4 bytes"],
  [{ w: { dtype: "F32", shape: [1], data_offsets: [4, 0] } }, "data_offsets that span 4 bytes"],
  [{ w: { dtype: "F32", shape: [1] } }, "received none"],
  [{ w: { dtype: "F32", shape: [1], data_offsets: [4, 8] } }, "leaves a gap"],
  [{ __metadata__: { epoch: 3 } }, "__metadata__: expected an object of strings"],
])("the header %j is refused", (header, message) => {
  refusalOf(header, 8).toThrow(message);
});

test("tensors that share bytes are refused", () => {
  const tensor = (begin: number) => ({ dtype: "F32", shape: [2], data_offsets: [begin, begin + 8] });
  refusalOf({ a: tensor(0), b: tensor(4) }, 12).toThrow('tensor "b": expected data_offsets that begin at 8');
  refusalOf({ a: tensor(0), b: tensor(0) }, 8).toThrow("overlaps it");
});

test("the reserved name and metadata that are not strings are not written", () => {
  const w = { shape: [1], data: Float32Array.of(1) };
  expect(() => encodeSafetensors({ tensors: { __metadata__: w } })).toThrow("a free name");
  expect(() => encodeSafetensors({ tensors: { w }, metadata: { epoch: 3 as never } })).toThrow("an object of strings");
  expect(() => encodeSafetensors({ tensors: { w: { ...w, shape: [2] } } })).toThrow('tensor "w": expected 2 entries');
});

test("a header that names a tensor twice is refused, whose last entry a parser of JSON would keep silently", () => {
  const entry = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
  refusalOf(`{"w":${entry},"w":${entry}}`, 4).toThrow('two entries of the name "w"');
  refusalOf(`{"w":${entry}, "\\u0077" : ${entry}}`, 4).toThrow('two entries of the name "w"');
  const nested = `{"__metadata__":{"w":"{\\"w\\":1}"},"w":${entry}}`;
  expect(decodeSafetensors(file(nested, 4)).tensors.w!.shape).toEqual([1]);
});
