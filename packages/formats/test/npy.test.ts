import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeNpy, decodeNpz, encodeNpy, encodeNpz, type NumericArray } from "../src/index.js";
import { arrays } from "./arrays.js";
import { files } from "./fixtures.js";

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/** An NPY file with any header and so many bytes of entries. */
function file(header: string, entries = 0, version = 1): Uint8Array {
  const prefix = `\x93NUMPY${String.fromCharCode(version)}\0${String.fromCharCode(header.length, 0)}`;
  return Uint8Array.from(`${prefix}${header}${"\0".repeat(entries)}`, (character) => character.charCodeAt(0));
}

test("files written by NumPy are read as the arrays they were", () => {
  const read = (name: keyof typeof files) => decodeNpy(bytesOf(files[name]));
  expect(read("int16 little")).toEqual({ shape: [2, 3], data: Int16Array.of(0, 1, 2, 3, 4, 5), dtype: "int16" });
  expect(read("float32 big Fortran version 2").data).toEqual(Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25));
  expect(read("float16 version 3 3d Fortran")).toEqual({
    shape: [2, 3, 4],
    data: Float32Array.from({ length: 24 }, (_, i) => i / 8),
    dtype: "float16",
  });
  expect(read("bool")).toEqual({ shape: [2, 3], data: Uint8Array.of(1, 0, 1, 0, 1, 0), dtype: "bool" });
  expect(read("uint64 big scalar")).toEqual({ shape: [], data: BigUint64Array.of(2n ** 63n + 5n), dtype: "uint64" });
  expect(read("empty")).toEqual({ shape: [0, 3], data: new Float64Array(0), dtype: "float64" });
});

test("archives written by NumPy are read, deflated or stored", () => {
  const { u, v } = decodeNpz(bytesOf(files.npz));
  expect(u).toEqual({ shape: [2, 3], data: Float64Array.of(0, 1, 2, 3, 4, 5), dtype: "float64" });
  expect(v).toEqual({ shape: [2], data: BigInt64Array.of(1n, -1n), dtype: "int64" });
  expect(decodeNpz(bytesOf(files["npz stored"])).u!.data).toEqual(Float32Array.of(0, 1, 2, 3, 4, 5));
});

test("an array written in C order has the very bytes that NumPy writes", () => {
  const int16: NumericArray = { shape: [2, 3], data: Int16Array.of(0, 1, 2, 3, 4, 5) };
  expect(encodeNpy(int16)).toEqual(bytesOf(files["int16 little"]));
  expect(encodeNpy({ ...int16, data: Uint8Array.of(1, 0, 1, 0, 1, 0), dtype: "bool" })).toEqual(bytesOf(files.bool));
});

test("every array survives being written and read", () => {
  const known = arrays.filter(({ dtype }) => dtype !== "bfloat16");
  fc.assert(
    fc.property(known, (array) => {
      expect(decodeNpy(encodeNpy(array))).toEqual(array);
    }),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), known), fc.boolean(), (named, compress) => {
      expect(decodeNpz(encodeNpz(named, { compress }))).toEqual(named);
    }),
  );
});

test("headers begin the entries at a multiple of 64 bytes", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1e6), { maxLength: 40 }), (lengths) => {
      const bytes = encodeNpy({ shape: [0, ...lengths], data: new Float32Array(0) });
      expect(bytes.length % 64).toBe(0);
      expect(text(bytes.subarray(-1))).toBe("\n");
    }),
  );
});

test("a file cut anywhere, or with bytes after its end, is refused by name", () => {
  const whole = encodeNpy({ shape: [3], data: Float32Array.of(1, 2, 3) });
  for (let length = 0; length < whole.length; length++) {
    expect(() => decodeNpy(whole.subarray(0, length), "cut.npy")).toThrow(/^cut\.npy: expected .*, received .*\. /);
  }
  expect(() => decodeNpy(Uint8Array.of(...whole, 0), "long.npy")).toThrow("expected 12 bytes of entries for shape [3]");
});

test("other files are refused with what they are", () => {
  expect(() => decodeNpy(encodeNpz({}), "a.npy")).toThrow("read it as NPZ");
  expect(() => decodeNpy(new Uint8Array(0), "a.npy")).toThrow("received an empty file");
  expect(() => decodeNpy(file("", 0, 4), "a.npy")).toThrow("received version 4");
  expect(() => decodeNpz(new Uint8Array(100), "a.npz")).toThrow("a.npz: expected a complete zip archive");
  const archive = encodeNpz({ u: { shape: [2], data: Float32Array.of(1, 2) } }, { compress: true });
  for (let length = 0; length < archive.length; length += 3) {
    expect(() => decodeNpz(archive.subarray(0, length), "a.npz")).toThrow("a.npz: expected");
  }
});

test.each([
  ["{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 'field "descr": expected numbers'],
  ["{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "received <c8"],
  ["{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }", "received [('x', '<f4')]"],
  ["{'descr': '<f4', 'shape': (1,), }", 'valid field "fortran_order"'],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", 'valid field "shape"'],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }", "product below 2^53"],
  ["", "received an empty header"],
])("the header %s is refused", (header, message) => {
  expect(() => decodeNpy(file(header, 4), "a.npy")).toThrow(message);
});

test("headers of Python 2, with long integers and other key orders, are read", () => {
  const header = "{'shape': (2L, 1L), u'descr': '>i2', 'fortran_order': True}";
  expect(decodeNpy(file(header, 4))).toEqual({ shape: [2, 1], data: Int16Array.of(0, 0), dtype: "int16" });
});

test("arrays that contradict themselves or that NPY does not know are not written", () => {
  expect(() => encodeNpy({ shape: [3], data: new Float32Array(2) })).toThrow("3 entries for shape [3], received 2");
  expect(() => encodeNpy({ shape: [1], data: new Float32Array(1), dtype: "bfloat16" })).toThrow("Write safetensors");
  expect(() => encodeNpy({ shape: [1], data: new Int8Array(1), dtype: "float16" })).toThrow(
    "float32 entries for dtype",
  );
  expect(() => encodeNpy({ shape: [0.5], data: new Int8Array(1) })).toThrow("non-negative integers");
});

test("an archive with a member that is not an array, or one name twice, is refused", () => {
  const archive = encodeNpz({ aa: { shape: [1], data: Int8Array.of(1) }, bb: { shape: [1], data: Int8Array.of(2) } });
  const renamed = (from: string, to: string) =>
    Uint8Array.from(text(archive).replaceAll(from, to), (character) => character.charCodeAt(0));
  expect(() => decodeNpz(renamed("bb.npy", "bb.txt"))).toThrow('received "bb.txt"');
  expect(() => decodeNpz(renamed("bb.npy", "aa.npy"))).toThrow('"aa.npy" twice');
});
