import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { decodeNpz, encodeNpz, openNpz, zipMembers } from "../src/index.js";
import { bytesOf, pythonFiles } from "./python-files.js";

const w = { shape: [40], data: Float32Array.from({ length: 40 }, (_, i) => Math.sin(i)), dtype: "float32" as const };
const n = { shape: [2], data: BigInt64Array.of(7n, -7n), dtype: "int64" as const };

test.each([false, true])("no flipped bit of an archive gives other numbers (compressed: %s)", (compress) => {
  const whole = encodeNpz({ w, n }, { compress });
  const counts = { refused: 0, equal: 0 };
  for (let bit = 0; bit < 8 * whole.length; bit++) {
    const bytes = whole.slice();
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    let arrays: unknown;
    try {
      arrays = decodeNpz(bytes);
    } catch (error) {
      expect((error as Error).name).toBe("CrosstiltError");
      counts.refused += 1;
      continue;
    }
    counts.equal += 1;
    const [first, second] = Object.values(arrays as object);
    expect([first, second]).toEqual([w, n]);
  }
  expect(counts.refused).toBeGreaterThan(counts.equal);
});

test("an archive with a pickled object gives its other members, and refuses that one by name", () => {
  const archive = openNpz(bytesOf(pythonFiles["npz with words and an object"]), "a.npz");
  expect(archive.names).toEqual(["x", "names", "d"]);
  expect(archive.read("x")).toEqual({ shape: [3], data: Float64Array.of(0, 1, 2), dtype: "float64" });
  expect(archive.read("names")).toEqual({ shape: [3], words: ["a", "b", "c"] });
  expect(() => archive.read("d")).toThrow('a.npz, member "d.npy", field "descr": expected numbers');
});

test("a member that promises far more than its bytes is refused before it is unpacked", () => {
  const bytes = zipSync({ "a.npy": new Uint8Array(2 ** 16) });
  const at = bytes.length - 22 - 46 - 5 + 24;
  new DataView(bytes.buffer).setUint32(at, 2 ** 31, true);
  expect(() => zipMembers(bytes, "a.zip")[0]!.read()).toThrow(/member "a\.npy": expected at most 64 times/);
});
