import { readFileSync } from "node:fs";
import { useBackend } from "@crosstilt/backends";
import { encode } from "fast-png";
import { strToU8, zipSync } from "fflate";
import { beforeAll, expect, test } from "vitest";
import { readPairs, readTable, type VectorColumn } from "../src/index.js";
import { temporaryFolder } from "./files.js";

const files = temporaryFolder();
beforeAll(() => useBackend("cpu"));

const gray = (level: number) => encode({ width: 2, height: 1, channels: 1, data: Uint8Array.of(level, 255 - level) });

test("a zip archive of classes is a folder of them, on disk and in memory, stored or deflated", async () => {
  for (const level of [0, 9] as const) {
    const bytes = zipSync(
      {
        "animals/dog/1.png": gray(10),
        "animals/cat/2.png": gray(30),
        "animals/cat/1.png": gray(20),
        "animals/cat/1.txt": strToU8("a cat\n"),
        "animals/cat/.hidden.png": gray(1),
        "__MACOSX/animals/cat/._1.png": gray(2),
        "animals/empty/": new Uint8Array(),
      },
      { level },
    );
    const path = await files.write("animals.zip", bytes);
    const columns = ["image", "file", "class"];
    for (const table of [await readTable(path, { columns }), await readTable("animals.zip", { bytes, columns })]) {
      expect(table.columns.slice(1).map(({ values }) => values)).toEqual([
        ["cat/1", "cat/2", "dog/1"],
        ["cat", "cat", "dog"],
      ]);
      const { values, shape } = table.columns[0] as VectorColumn;
      expect(shape).toEqual([1, 2, 1]);
      expect(Array.from(values, (value) => Math.round(255 * value))).toEqual([20, 235, 30, 225, 10, 245]);
    }
  }
});

test("two archives, or one and a folder's worth of captions, are joined by the names of their files", async () => {
  const album = (top: string, without: number) =>
    zipSync(
      Object.fromEntries(
        Array.from({ length: 40 }, (_, i) => [`${top}/p${10 + i}.png`, gray(i)]).filter((_, i) => i !== without),
      ) as Record<string, Uint8Array>,
    );
  const u = await files.write("left.zip", album("left", 3));
  const v = await files.write("right.zip", album("right", 5));
  const { origins, metadata } = await readPairs({ u, v, unmatched: "drop", split: { test: 0.3 } });
  expect(metadata.dropped).toMatchObject({ unmatchedU: 1, unmatchedV: 1 });
  origins.test.keys.forEach((key, i) => {
    const place = Number(key.slice(1)) - 10;
    const rows = [origins.test.rows.u[i], origins.test.rows.v[i]];
    expect(rows).toEqual([place - (place > 3 ? 1 : 0), place - (place > 5 ? 1 : 0)]);
  });
});

test("damaged archives, damaged members and archives of other things are refused by name", async () => {
  const bytes = zipSync({ "a/x.png": gray(1), "a/y.png": gray(2) }, { level: 0 });
  const cut = await files.write("cut.zip", bytes.subarray(0, bytes.length - 30));
  await expect(readTable(cut)).rejects.toThrow(/cut\.zip: expected a complete zip archive/);
  const flipped = bytes.slice();
  flipped[60] = flipped[60]! ^ 1;
  await expect(readTable(await files.write("flipped.zip", flipped))).rejects.toThrow(
    'flipped.zip, member "a/x.png": expected',
  );
  const texts = await files.write("texts.zip", zipSync({ "a.txt": strToU8("words") }));
  await expect(readTable(texts)).rejects.toThrow("texts.zip: expected PNG, JPEG, WebP, GIF, TIFF or AVIF images");
  const heic = readFileSync(new URL("fixtures/pictures/lossless.webp", import.meta.url)).subarray(0, 20);
  const odd = await files.write("odd.zip", zipSync({ "a.png": gray(1), "b.heic": new Uint8Array(heic) }));
  await expect(readTable(odd)).rejects.toThrow(/odd\.zip\/b\.heic/);
});
