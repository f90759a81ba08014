import { readdir, readFile, writeFile } from "node:fs/promises";
import { useBackend } from "@crosstilt/backends";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  disposeModel,
  embedFile,
  followGallery,
  type NamedGallery,
  openGallery,
  openRun,
  type Run,
  retrieve,
  saveGallery,
  train,
  updateGallery,
} from "../src/index.js";
import { catalogue, shopConfig, temporaryFolder, writeShop } from "./shop.js";

const { path } = temporaryFolder();
let run: Run;
let all: NamedGallery;
let folder = "";

/** Some entries of the shop. */
const entries = (rows: readonly number[], names = rows.map((row) => all.names[row]!)): NamedGallery => {
  const { vectors, dimension, bias, scale } = all.gallery;
  return {
    side: all.side,
    names,
    gallery: {
      vectors: Float32Array.from(rows.flatMap((row) => [...vectors.subarray(row * dimension, (row + 1) * dimension)])),
      dimension,
      ...(scale !== undefined && { scale }),
      ...(bias && { bias: Float32Array.from(rows, (row) => bias[row]!) }),
    },
  };
};

beforeAll(async () => {
  await useBackend("wasm");
  await writeShop(path);
  const columns = ["a", "b", "c", "d", "e", "f"];
  const metric = { name: "quadratic" };
  await train(
    shopConfig(path, { data: { u: path("v.npy"), v: { file: path("u.csv"), columns } }, metric }),
    path("run"),
    {
      catalogue,
    },
  );
  run = await openRun(path("run"));
  all = await embedFile(run, "v", { path: path("u.csv"), key: "sku" });
});
afterAll(() => disposeModel(run));

beforeEach(async ({ task }) => {
  folder = path(`gallery-${task.id}`);
  await saveGallery(run, entries([0, 1, 2, 3]), folder);
});

test("entries join, are replaced and go: what is left is a gallery of exactly these", async () => {
  const updated = await updateGallery(run, folder, { put: entries([9, 8, 7], ["p9", "p2", "p7"]), remove: ["p1"] });
  expect(updated.names).toEqual(["p0", "p2", "p3", "p9", "p7"]);
  await saveGallery(run, entries([0, 8, 3, 9, 7], ["p0", "p2", "p3", "p9", "p7"]), path(`wanted-${folder.length}`));
  const [found, wanted] = [await openGallery(run, folder), await openGallery(run, path(`wanted-${folder.length}`))];
  expect(found.gallery).toEqual(wanted.gallery);
  expect(found.about.count).toBe(5);
  const ask = (gallery: NamedGallery | typeof found) =>
    retrieve(run, { given: "u", queries: path("v.npy"), gallery, k: 3 });
  expect(await ask(found)).toEqual(await ask(wanted));
});

test("who follows the folder has the new one at the next question, and who has the old one open keeps it", async () => {
  const followed = await followGallery(run, folder);
  const before = await followed.current();
  await updateGallery(run, folder, { remove: ["p0"] });
  expect((await followed.current()).names).toEqual(["p1", "p2", "p3"]);
  expect((await before.index.search(entries([0]).gallery, 4)).indices).toHaveLength(4);
});

test("a process that died before the last step leaves the old gallery, and its files go with the next change", async () => {
  const [json, parts] = [await readFile(`${folder}/gallery.json`), await readdir(folder)];
  await updateGallery(run, folder, { remove: ["p0"] });
  // As if it had been killed when all was written but the description.
  await writeFile(`${folder}/gallery.json`, json);
  expect((await openGallery(run, folder)).names).toEqual(["p0", "p1", "p2", "p3"]);
  await updateGallery(run, folder, { remove: ["p3"] });
  await updateGallery(run, folder, { remove: ["p2"] });
  expect((await openGallery(run, folder)).names).toEqual(["p0", "p1"]);
  expect((await readdir(folder)).length).toBeLessThanOrEqual(parts.length + 2);
});

test("changes at a time are refused, not lost", async () => {
  const results = await Promise.allSettled(
    ["p0", "p1", "p2"].map((name) => updateGallery(run, folder, { remove: [name] })),
  );
  const done = ["p0", "p1", "p2"].filter((_, i) => results[i]!.status === "fulfilled");
  expect(done.length).toBeGreaterThan(0);
  const { names } = await openGallery(run, folder);
  expect(names).toEqual(["p0", "p1", "p2", "p3"].filter((name) => !done.includes(name)));
});

test("what cannot be is refused, and changes nothing", async () => {
  const before = await readFile(`${folder}/gallery.json`);
  const refused = (changes: Parameters<typeof updateGallery>[2], words: string) =>
    expect(updateGallery(run, folder, changes)).rejects.toThrow(words);
  await refused({ remove: ["p77"] }, 'remove: expected names of entries of the gallery, received "p77"');
  await refused({ remove: ["p0", "p1", "p2", "p3"] }, "at least one entry that stays");
  await refused({ put: entries([1]), remove: ["p1"] }, "no name of put");
  await refused({ put: entries([1, 2], ["x", "x"]) }, '"x" in rows 0 and 1');
  await refused({ put: { ...entries([1]), side: "u" } }, "put: expected samples of v");
  const { gallery, ...named } = entries([1]);
  await refused({ put: { ...named, gallery: { ...gallery, scale: 3 } } }, "as in the gallery");
  expect(await readFile(`${folder}/gallery.json`)).toEqual(before);
  await saveGallery(run, entries([0, 1, 2], ["a", "b", "a"]), folder);
  await refused({ remove: ["a"] }, '"a" in rows 0 and 2');
  expect((await updateGallery(run, folder, { remove: ["b"] })).names).toEqual(["a", "a"]);
  await saveGallery(run, all, folder, { engine: "usearch" });
  await refused({ remove: ["p0"] }, 'a gallery with the engine "exact"');
});
