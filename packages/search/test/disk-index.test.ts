import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useCpu } from "@crosstilt/backends/cpu";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { randomEmbeddings } from "../../core/test/scores/random-scores.js";
import { exactIndex, type Gallery, indexRecall, scanSearch } from "../src/index.js";
import { buildDiskIndex, openIndex } from "../src/node.js";

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(useCpu);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "disk-index-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A gallery in pieces of uneven length. */
function* pieces({ vectors, dimension, bias, scale }: Gallery, length: number): Generator<Gallery> {
  for (let first = 0; first < vectors.length / dimension; first += length)
    yield {
      vectors: vectors.subarray(first * dimension, (first + length) * dimension),
      dimension,
      scale,
      ...(bias ? { bias: bias.subarray(first, first + length) } : {}),
    };
}

const unit = ({ vectors, dimension }: Gallery): Gallery => ({
  dimension,
  vectors: vectors.map((value, i) => {
    const first = i - (i % dimension);
    return value / Math.hypot(...vectors.subarray(first, first + dimension));
  }),
});

const half = ({ vectors, dimension }: Gallery): Float32Array =>
  Float32Array.from({ length: vectors.length / dimension }, (_, row) => {
    const own = vectors.subarray(row * dimension, (row + 1) * dimension);
    return -0.5 * own.reduce((sum, value) => sum + value * value, 0);
  });

const plain = randomEmbeddings(20_000, 12, 1);
const forms: Record<string, Gallery> = {
  "inner products": { ...plain, scale: 2 },
  cosines: unit(plain),
  "negative squared distances": { ...plain, bias: half(plain) },
};
const queries = randomEmbeddings(70, 12, 2);

describe.each(Object.entries(forms))("a gallery of %s on disk", (_, gallery) => {
  test("looked at whole, gives the answers of the exact search, with the same scores", async () => {
    const index = await buildDiskIndex(at("a"), pieces(gallery, 3001), { partitions: 1 });
    expect([index.engine, index.size, index.dimension]).toEqual(["lancedb", 20_000, 12]);
    expect(await index.search(queries, 10)).toEqual(await exactIndex(gallery).search(queries, 10));
  });

  test("in groups, finds nearly all of the best when it looks at half of them", async () => {
    const index = await buildDiskIndex(at("a"), pieces(gallery, 7000), { partitions: 40, probes: 20 });
    expect(await indexRecall(index, exactIndex(gallery), queries, 10)).toBeGreaterThan(0.95);
  });
});

test("defaults leave no index for few rows, and groups of near vectors for many", async () => {
  const few = await buildDiskIndex(at("few"), [randomEmbeddings(50, 3, 1)]);
  const many = await buildDiskIndex(at("many"), pieces(plain, 20_000));
  expect([few.partitions, few.probes, many.partitions, many.probes]).toEqual([1, 1, 141, 8]);
});

test("rows come back as they were, in the order asked for and in batches", async () => {
  const gallery = { ...plain, bias: half(plain), scale: 3 };
  const index = await buildDiskIndex(at("a"), pieces(gallery, 999));
  const taken = await index.take([19_999, 4, 4, 12_345]);
  expect(taken).toEqual(await exactIndex(gallery).take([19_999, 4, 4, 12_345]));
  const back: number[] = [];
  for await (const { vectors } of index.batches()) for (const value of vectors) back.push(value);
  expect(Float32Array.from(back)).toEqual(plain.vectors);
});

test("the search that reads all batches is the exact search", async () => {
  const index = await buildDiskIndex(at("a"), pieces({ ...plain, scale: 2 }, 5000));
  const exact = exactIndex({ ...plain, scale: 2 });
  const ties = exactIndex({ dimension: 1, vectors: Float32Array.of(1, 2, 2, 1, 2, 0) });
  expect(await scanSearch(index)(queries, 7)).toEqual(await exact.search(queries, 7));
  const tied = { dimension: 1, size: 6, batches: () => uneven(ties) };
  for (const k of [1, 2, 4, 6, 9])
    expect(await scanSearch(tied)({ dimension: 1, vectors: Float32Array.of(1, -1) }, k)).toEqual(
      await ties.search({ dimension: 1, vectors: Float32Array.of(1, -1) }, k),
    );
});

async function* uneven(index: ReturnType<typeof exactIndex>): AsyncGenerator<Gallery> {
  for (const rows of [[0], [1, 2, 3, 4], [5]]) yield index.take(rows);
}

test("an index on disk can be opened again, more than once at a time", async () => {
  const index = await buildDiskIndex(at("a"), pieces(plain, 4000), { partitions: 20, probes: 5 });
  const [first, second] = await Promise.all([openIndex(at("a")), openIndex(at("a"))]);
  const wanted = await index.search(queries, 5);
  expect(await Promise.all([first.search(queries, 5), second.search(queries, 5)])).toEqual([wanted, wanted]);
});

test("more than there is gives all there is", async () => {
  const small = randomEmbeddings(4, 3, 5);
  const { indices, k } = await (await buildDiskIndex(at("a"), [small])).search(randomEmbeddings(1, 3, 6), 9);
  expect([k, ...Array.from(indices).sort()]).toEqual([4, 0, 1, 2, 3]);
});

describe("nothing half-written, nothing unreadable", () => {
  async function* failing(): AsyncGenerator<Gallery> {
    yield plain;
    throw new Error("the source ended");
  }

  test.each<[string, AsyncIterable<Gallery> | Iterable<Gallery>, RegExp]>([
    ["a source that fails", failing(), /the source ended/],
    ["no rows", [], /gallery: expected at least one row, received none/],
    ["another dimension", [plain, randomEmbeddings(3, 5, 1)], /batches of dimension 12 and scale 1.*received 5 and 1/],
    ["another scale", [plain, { ...plain, scale: 3 }], /batches of dimension 12/],
    ["a scale below 0", [{ ...plain, scale: -1 }], /scale: expected a positive number/],
    ["NaN", [{ vectors: Float32Array.of(Number.NaN), dimension: 1 }], /gallery, row 0: expected finite/],
  ])("%s leaves no folder", async (_, batches, message) => {
    await expect(buildDiskIndex(at("a"), batches)).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
  });

  test("settings that cannot be are refused, and so is a folder that is there", async () => {
    await expect(buildDiskIndex(at("a"), [plain], { probes: 0 })).rejects.toThrow("probes: expected an integer >= 1");
    await buildDiskIndex(at("a"), [randomEmbeddings(3, 3, 1)]);
    const before = await readFile(at("a/index.json"));
    await expect(buildDiskIndex(at("a"), [plain])).rejects.toThrow(/expected a folder that is not there yet/);
    expect(await readFile(at("a/index.json"))).toEqual(before);
    expect(await readdir(folder)).toEqual(["a"]);
  });

  test.each<[string, (path: string) => Promise<unknown>, RegExp]>([
    ["without its description", (path) => rm(join(path, "index.json")), /index\.json: expected an index of format/],
    ["with a cut description", (path) => writeFile(join(path, "index.json"), '{"for'), /received damaged text/],
    [
      "without its table",
      (path) => rm(join(path, "rows.lance"), { recursive: true }),
      /expected an index that can be read/,
    ],
    ["of another count", shrink, /expected 19999 vectors, received 20000/],
  ])("a folder %s is refused", async (_, damage, message) => {
    await buildDiskIndex(at("a"), [plain]);
    await damage(at("a"));
    await expect(openIndex(at("a"))).rejects.toThrow(message);
  });

  test("a table without its data is refused at the first search, with what to do", async () => {
    await buildDiskIndex(at("a"), [plain]);
    await rm(at("a/rows.lance/data"), { recursive: true });
    const index = await openIndex(at("a"));
    await expect(index.search(queries, 3)).rejects.toThrow(
      /\/a: expected an index that can be read.*Build the index again/,
    );
  });
});

async function shrink(path: string): Promise<void> {
  const text = await readFile(join(path, "index.json"), "utf8");
  await writeFile(join(path, "index.json"), text.replace("20000", "19999"));
}
