import { mkdir, writeFile } from "node:fs/promises";
import { useBackend } from "@crosstilt/backends";
import { encode } from "fast-png";
import jpeg from "jpeg-js";
import { beforeAll, expect, test } from "vitest";
import { readPairs, readTable, type VectorColumn } from "../src/index.js";
import { temporaryFolder } from "./files.js";

const files = temporaryFolder();
beforeAll(() => useBackend("cpu"));

/** Writes images into a folder and returns its path. */
async function album(images: Record<string, Uint8Array | string>): Promise<string> {
  const folder = files.path("photos");
  await mkdir(folder);
  for (const [name, content] of Object.entries(images)) await writeFile(`${folder}/${name}`, content);
  return folder;
}

const png = (width: number, height: number, channels: number, data: number[], depth: 8 | 16 = 8) =>
  encode({ width, height, channels, depth, data: depth === 16 ? Uint16Array.from(data) : Uint8Array.from(data) });
const gray = (level: number, side = 2) => png(side, side, 1, Array(side * side).fill(level));
const values = (columns: readonly unknown[]) => Array.from((columns[0] as VectorColumn).values);

test("gray images are one channel in [0, 1], in the order of their names", async () => {
  const folder = await album({ "b.png": gray(255), "a.png": png(2, 1, 1, [0, 51]), ".hidden": "x" });
  await expect(readTable(folder)).rejects.toThrow(
    /b\.png: expected 1 x 2 pixels, as in .*a\.png, received 2 x 2.*imageSize/,
  );
  const { columns, rows, names } = await readTable(folder, { imageSize: [1, 2] });
  expect([rows, names]).toEqual([2, ["image", "file"]]);
  expect((columns[0] as VectorColumn).shape).toEqual([1, 2, 1]);
  expect(values(columns)).toEqual([0, expect.closeTo(0.2, 6), 1, 1]);
});

test("colours beside gray are three channels; 16 bits, palettes and transparency are understood", async () => {
  const folder = await album({
    "1.png": png(1, 1, 1, [51]),
    "2.png": png(1, 1, 3, [65535, 0, 13107], 16),
    "3.png": png(1, 1, 4, [0, 0, 0, 51]),
    "4.png": png(1, 1, 2, [0, 255]),
  });
  const expected = [0.2, 0.2, 0.2, 1, 0, 0.2, 0.8, 0.8, 0.8, 0, 0, 0];
  const { columns } = await readTable(folder);
  values(columns).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 6);
  });
});

test("JPEG is read, and shrinking takes means of areas", async () => {
  const data = Buffer.from(Array.from({ length: 16 * 16 }, (_, i) => [i % 16 < 8 ? 40 : 200, 100, 100, 255]).flat());
  const folder = await album({ "a.jpg": jpeg.encode({ width: 16, height: 16, data }, 95).data });
  const { columns } = await readTable(folder, { imageSize: [1, 2] });
  expect((columns[0] as VectorColumn).shape).toEqual([1, 2, 3]);
  [40, 100, 100, 200, 100, 100].forEach((level, i) => {
    expect(Math.abs(values(columns)[i]! - level / 255)).toBeLessThan(0.03);
  });
});

test("a folder is joined with captions by the names of its files, or by its own text files", async () => {
  const images = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`p${i}.png`, gray(i)]));
  const texts = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`p${i}.txt`, i % 2 ? "odd\n" : "even"]));
  const folder = await album({ ...images, ...texts });
  const rows = Array.from({ length: 40 }, (_, i) => `p${39 - i},${39 - i}`);
  const captions = await files.write("captions.csv", ["name,level", ...rows].join("\n"));
  const u = { path: folder, key: "file", transform: "none" as const };
  const { train } = await readPairs({ u, v: { path: captions, key: "name", transform: "none" } });
  const batch = await train.batch([0, 1, 2]);
  const [pixels, levels] = [await batch.u.data(), await batch.v.data()];
  for (let i = 0; i < 3; i++) expect(pixels[4 * i]! * 255).toBeCloseTo(levels[i]!, 3);
  batch.u.dispose();
  batch.v.dispose();
  const { metadata } = await readPairs({
    u: { ...u, columns: ["image"] },
    v: { path: folder, columns: ["caption"], key: "file" },
  });
  expect(metadata.v.encodings).toEqual([{ name: "caption", kind: "categorical", categories: ["even", "odd"] }]);
});

const bomb = () => {
  const bytes = gray(1);
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(16, 0x7fffffff);
  return bytes;
};

test.each<[string, Record<string, Uint8Array | string>, RegExp]>([
  ["no images", { "a.txt": "x" }, /photos: expected PNG, JPEG, .*, received 1 other files/],
  ["text under the name of an image", { "a.png": "hello" }, /a\.png: expected a PNG, JPEG, /],
  ["an empty file", { "a.jpg": "" }, /a\.jpg: expected a PNG, JPEG, /],
  ["a PNG cut off", { "a.png": gray(7, 50).subarray(0, 60) }, /a\.png: expected a complete PNG image/],
  ["a PNG of only a signature", { "a.png": gray(7).subarray(0, 8) }, /a\.png: expected a complete PNG image/],
  [
    "a JPEG of only a signature",
    { "a.jpg": Uint8Array.of(0xff, 0xd8, 0xff) },
    /a\.jpg: expected a complete JPEG image/,
  ],
  ["a bomb", { "a.png": bomb() }, /a\.png: expected at most 33554432 pixels/],
])("%s: refused by name", async (_, images, message) => {
  const folder = await album(images);
  await expect(readTable(folder)).rejects.toThrow(message);
});

test("an impossible size is refused", async () => {
  const folder = await album({ "a.png": gray(1) });
  for (const imageSize of [[0], [1.5, 2], [1, 2, 3], [1e6]])
    await expect(readTable(folder, { imageSize })).rejects.toThrow(/imageSize: expected one or two integers/);
});
