import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { useCpu } from "@crosstilt/backends/cpu";
import { encode } from "fast-png";
import { beforeAll, expect, test } from "vitest";
import { decodeImage } from "../src/decode-image.js";
import { readPairs, readTable, type VectorColumn } from "../src/index.js";
import { temporaryFolder } from "./files.js";

beforeAll(useCpu);
const files = temporaryFolder();

/** Images of Pillow and their pixels; `fixtures/pictures.py` makes both. */
const folder = new URL("fixtures/pictures/", import.meta.url);
const expected: Record<string, { shape: number[]; values: number[] }> = JSON.parse(
  readFileSync(new URL("expected.json", folder), "utf8"),
);
/** JPEG decoders may differ by so much; palettes of transparent colours are rounded to 8 bits. */
const tolerance = (name: string) => (name.endsWith(".jpg") ? 0.03 : name.includes("transparent") ? 0.004 : 2e-5);

test.each(Object.entries(expected))("%s has the pixels that Pillow reads", async (name, { shape, values }) => {
  const { height, width, channels, data, largest } = await decodeImage(
    new Uint8Array(readFileSync(new URL(name, folder))),
    name,
  );
  expect([height, width, channels]).toEqual(shape);
  values.forEach((value, i) => {
    expect(Math.abs(data[i]! / largest - value)).toBeLessThan(tolerance(name));
  });
});

const gray = (level: number) => encode({ width: 2, height: 1, channels: 1, data: Uint8Array.of(level, 255 - level) });

function album(name: string, images: Record<string, Uint8Array | string>): string {
  const path = files.path(name);
  for (const [file, content] of Object.entries(images)) {
    mkdirSync(`${path}/${file}`.split("/").slice(0, -1).join("/"), { recursive: true });
    writeFileSync(`${path}/${file}`, content);
  }
  return path;
}

test("a folder of classes has the class and the path as columns", async () => {
  const path = album("animals", {
    "dog/1.png": gray(10),
    "cat/1.png": gray(20),
    "cat/2.png": gray(30),
    ".git/x.png": "no",
  });
  const { columns, names } = await readTable(path, { columns: ["image", "file", "class"] });
  expect(names).toEqual(["image", "file", "class"]);
  expect(columns.slice(1).map(({ values }) => values)).toEqual([
    ["cat/1", "cat/2", "dog/1"],
    ["cat", "cat", "dog"],
  ]);
  expect((columns[0] as VectorColumn).values[0]).toBeCloseTo(20 / 255, 6);
});

test("an image of a kind that cannot be read is refused by name, not left out", async () => {
  const path = album("mixed", { "a.png": gray(1), "b.bmp": "BM and more" });
  await expect(readTable(path)).rejects.toThrow(/b\.bmp: expected a PNG, JPEG, WebP/);
});

test("two folders are joined by the names of their files, and what one lacks is refused or dropped", async () => {
  const count = 60;
  const images = (offset: number, without: number[]) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`p${String(i).padStart(2, "0")}.png`, gray(i + offset)] as const).filter(
        (_, i) => !without.includes(i),
      ),
    );
  const [u, v] = [album("left", images(0, [3])), album("right", images(100, [17]))];
  await expect(readPairs({ u, v })).rejects.toThrow(/p17\.png: expected a row of .*right with the key "p17"/);
  const { origins, metadata } = await readPairs({ u, v, unmatched: "drop" });
  expect(metadata.dropped).toMatchObject({ unmatchedU: 1, unmatchedV: 1 });
  const { keys, rows } = origins.train;
  keys.forEach((key, i) => {
    const place = Number(key.slice(1));
    expect([rows.u[i], rows.v[i]]).toEqual([place - (place > 3 ? 1 : 0), place - (place > 17 ? 1 : 0)]);
  });
});

test("a table with a column of the files' names in another order is not joined by row", async () => {
  const images = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`p${10 + i}.png`, gray(i)]));
  const u = album("photos", images);
  const rows = (order: (i: number) => number) =>
    Array.from({ length: 30 }, (_, i) => `p${10 + order(i)}.png,${(i * i) % 7}`);
  const reversed = await files.write("a.csv", ["photo,x", ...rows((i) => 29 - i)].join("\n"));
  await expect(readPairs({ u, v: reversed })).rejects.toThrow(
    /expected rows in the same order.*row 1 is "p10".*"p39".*key "file" for u and "photo" for v/,
  );
  const same = await files.write("b.csv", ["photo,x", ...rows((i) => i)].join("\n"));
  expect((await readPairs({ u, v: same })).warnings).toEqual([]);
});

test("the folder of the fixtures is read with one size for all", async () => {
  const path = files.path("all");
  cpSync(fileURLToPath(folder), path, { recursive: true });
  const { rows, columns } = await readTable(path, { imageSize: [4, 4] });
  expect([rows, (columns[0] as VectorColumn).shape]).toEqual([Object.keys(expected).length, [4, 4, 3]]);
});
