import { writeFile } from "node:fs/promises";
import { useBackend } from "@crosstilt/backends";
import { takeRows } from "@crosstilt/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  disposeModel,
  embedFile,
  keptColumns,
  type NamedGallery,
  openGallery,
  openRun,
  type Run,
  retrieve,
  saveGallery,
  serve,
  streamFile,
  train,
  updateGallery,
} from "../src/index.js";
import { catalogue, shopConfig, temporaryFolder, writeShop } from "./shop.js";

const { path } = temporaryFolder();
let run: Run;
let gallery: NamedGallery;
let source: { path: string; key: string };

/** What the condition of these tests means, in JavaScript. */
const where = "price < 20 and colour in ('red', 'blue') or price is null";
const meets = (row: number) => row % 10 === 3 || (row % 37 < 20 && row % 3 !== 1);

beforeAll(async () => {
  await useBackend("wasm");
  await writeShop(path);
  source = { path: path("u.csv"), key: "sku" };
  const columns = ["a", "b", "c", "d", "e", "f"];
  const data = { u: path("v.npy"), v: { file: path("u.csv"), columns } };
  await train(shopConfig(path, { data, metric: { name: "quadratic" } }), path("run"), { catalogue });
  run = await openRun(path("run"));
  const rows = Array.from({ length: 240 }, (_, row) => {
    const price = row % 10 === 3 ? "" : String(row % 37);
    return `${price},${["red", "green", "blue"][row % 3]},0${row}`;
  });
  await writeFile(path("about.csv"), ["price,colour,postcode", ...rows].join("\n"));
  const columnsOf = await keptColumns(run, "v", path("about.csv"), ["price", "colour", "postcode"]);
  gallery = { ...(await embedFile(run, "v", source)), columns: columnsOf };
});
afterAll(() => disposeModel(run));

const ask = (searched: Parameters<typeof retrieve>[1]["gallery"], more: object = {}) =>
  retrieve(run, { given: "u", queries: path("v.npy"), gallery: searched, k: 7, ...more });

test("columns hold numbers where all cells are, and words that look like numbers stay words", () => {
  expect(gallery.columns!.price!.slice(0, 5)).toEqual([0, 1, 2, null, 4]);
  expect(gallery.columns!.postcode!.slice(0, 2)).toEqual(["00", "01"]);
});

test.each(["exact", "usearch", "lancedb"] as const)(
  "the engine %s searches the entries that meet a condition, all of them, with their probabilities",
  async (engine) => {
    const folder = path(`gallery-${engine}`);
    const stream = { ...streamFile(run, "v", source), columns: gallery.columns! };
    await saveGallery(run, engine === "lancedb" ? stream : gallery, folder, { engine });
    const found = await ask(await openGallery(run, folder), { where });
    const rows = Array.from({ length: 240 }, (_, row) => row).filter(meets);
    const wanted = await ask({
      ...gallery,
      gallery: takeRows(gallery.gallery, rows),
      names: rows.map(String),
      columns: {},
    });
    expect(found).toHaveLength(240);
    found.forEach(({ matches }, i) => {
      expect(matches.map(({ index }) => index)).toEqual(wanted[i]!.matches.map(({ name }) => Number(name)));
      for (const [place, { name, index, columns, ...match }] of matches.entries()) {
        expect(name).toBe(`p${index}`);
        expect(columns).toEqual({
          price: index % 10 === 3 ? null : index % 37,
          colour: ["red", "green", "blue"][index % 3],
          postcode: `0${index}`,
        });
        expect(match.score).toBeCloseTo(wanted[i]!.matches[place]!.score, 5);
        expect(match.probability).toBeCloseTo(wanted[i]!.matches[place]!.probability!, 5);
      }
    });
  },
);

test("a condition that nothing meets finds nothing, and every one finds all", async () => {
  expect((await ask(gallery, { where: "price > 1000" })).every(({ matches }) => matches.length === 0)).toBe(true);
  expect(await ask(gallery, { where: "postcode is not null" })).toEqual(await ask(gallery));
});

test("conditions at a time give the same as one after the other", async () => {
  const conditions = ["price < 5", "price < 6", "colour = 'red'", "price < 5", "not price < 5", "colour != 'red'"];
  const together = await Promise.all(conditions.map((condition) => ask(gallery, { where: condition })));
  for (const [i, condition] of conditions.entries())
    expect(together[i]).toEqual(await ask({ ...gallery }, { where: condition }));
});

test("conditions on what is not there are refused", async () => {
  await expect(ask(gallery, { where: "weight < 3" })).rejects.toThrow("one of the gallery's columns: price, colour");
  const { columns: _, ...bare } = gallery;
  await expect(ask(bare, { where })).rejects.toThrow("where: expected a gallery with columns");
  await expect(saveGallery(run, { ...gallery, columns: { price: [1] } }, path("wrong"))).rejects.toThrow("240 cells");
});

test("a server answers with conditions and columns", async () => {
  const service = await serve({ run, galleries: { v: gallery } });
  const post = (body: object) =>
    fetch(`${service.url}retrieve`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ samples: [[1, 2, 3, 4, 5]], ...body }),
    });
  try {
    const { results } = (await (await post({ where, k: 3 })).json()) as { results: { matches: { index: number }[] }[] };
    expect(results[0]!.matches).toHaveLength(3);
    expect(results[0]!.matches.every(({ index }) => meets(index))).toBe(true);
    const refused = await post({ where: "price <" });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("a number, or a word")]);
    expect((await post({ where: 3 })).status).toBe(400);
    expect((await post({ where: "x".repeat(1001) })).status).toBe(400);
  } finally {
    await service.stop();
  }
});

test("columns change with their entries", async () => {
  const folder = path("changing");
  await saveGallery(run, gallery, folder);
  const { vectors, dimension } = takeRows(gallery.gallery, [5, 6]);
  const some = { ...takeRows(gallery.gallery, [5, 6]), vectors, dimension };
  const put = { side: "v" as const, names: ["p0", "new"], gallery: some };
  await expect(updateGallery(run, folder, { put })).rejects.toThrow(
    "the columns of the gallery: colour, postcode, price",
  );
  const columns = { price: [7, 8], colour: ["red", null], postcode: [1, 2] };
  await updateGallery(run, folder, { put: { ...put, columns }, remove: ["p1"] });
  const changed = await openGallery(run, folder);
  const cells = ["price", "colour", "postcode"].map((name) => [
    changed.columns![name]![0],
    changed.columns![name]!.at(-1),
  ]);
  expect(cells).toEqual([
    [7, 8],
    ["red", null],
    ["1", "2"],
  ]);
  expect(changed.columns!.postcode![1]).toBe("02");
});
