import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readPairs, readTable } from "../src/index.js";
import { decodeLz4Frame } from "../src/lz4-frame.js";
import { temporaryFolder } from "./files.js";

const files = temporaryFolder();
const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

test.each(["polars-lz4.feather", "polars-zstd.feather"])(
  "%s, as Polars writes it, is read: compressed, with string views, large lists, 64-bit integers and dates",
  async (name) => {
    const { rows, columns } = await readTable(fixture(name), { kinds: { id: "categorical" } });
    const [id, word, code, when] = columns;
    expect(rows).toBe(40);
    expect(id!.values[39]).toBe(String(2n ** 60n + 39n));
    expect([word!.values[0], word!.values[1]]).toEqual(["short", "a rather long word that is no inline view"]);
    expect(code).toMatchObject({ kind: "vector", shape: [2], missing: new Map([[3, "null"]]) });
    expect(Array.from<unknown>(code!.values.slice(12, 16))).toEqual([2, 0.5, 3, 0.5]);
    expect(when!.values[2]).toBe("1970-01-03");
  },
);

test("a file that was cut anywhere is refused by name", async () => {
  const whole = new Uint8Array(await readFile(fixture("polars-lz4.feather")));
  for (const length of [7, 100, 700, 1500, whole.length - 1]) {
    const path = await files.write("cut.feather", whole.subarray(0, length));
    await expect(readTable(path), String(length)).rejects.toThrow("cut.feather: expected a complete Arrow file");
  }
});

test("64-bit integers join files as keys with all their digits", async () => {
  const path = fixture("polars-zstd.feather");
  const rows = Array.from({ length: 40 }, (_, i) => `${2n ** 60n + BigInt(39 - i)},${39 - i}`);
  const other = await files.write("v.csv", `id,x\n${rows.join("\n")}\n`);
  const { origins } = await readPairs({ u: { path, columns: ["word"] }, v: other, key: "id", split: { test: 0.3 } });
  const { u, v } = origins.train.rows;
  expect(u.length).toBeGreaterThan(10);
  expect(v).toEqual(u.map((row) => 39 - row));
});

/** A frame of blocks, the first with its flags and the content size that they promise. */
function frame(...blocks: { stored: boolean; bytes: number[] }[]): Uint8Array {
  const body = blocks.flatMap(({ stored, bytes }) => [bytes.length, 0, 0, stored ? 0x80 : 0, ...bytes]);
  return Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x48, 0x40, ...new Array(8).fill(0), 0, ...body, 0, 0, 0, 0);
}

test("blocks of LZ4 refer to blocks before them, and say long lengths in further bytes", () => {
  const stored = { stored: true, bytes: [1, 2, 3, 4] };
  // No literals, then 15 + 255 + 2 + 4 = 276 bytes from 4 back; then the literal 9.
  const match = { stored: false, bytes: [0x0f, 4, 0, 255, 2, 0x10, 9] };
  const decoded = decodeLz4Frame(frame(stored, match), 281);
  expect(Array.from(decoded)).toEqual([...Array.from({ length: 280 }, (_, i) => (i % 4) + 1), 9]);
});

test("damaged LZ4 data is refused", () => {
  expect(() => decodeLz4Frame(new Uint8Array(20), 4)).toThrow("no LZ4 frame");
  expect(() => decodeLz4Frame(frame({ stored: true, bytes: [1] }), 4)).toThrow("1 bytes, where 4 were said");
  expect(() => decodeLz4Frame(frame({ stored: false, bytes: [0x00, 9, 0] }), 4)).toThrow("damaged LZ4 data");
});
