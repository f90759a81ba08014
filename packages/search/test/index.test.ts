import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useCpu } from "@crosstilt/backends/cpu";
import { factoredScores, readScores, topK } from "@crosstilt/core";
import { encodeSafetensors } from "@crosstilt/formats";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { randomEmbeddings } from "../../core/test/scores/random-scores.js";
import { exactIndex, indexRecall } from "../src/index.js";
import { buildIndex, openIndex } from "../src/node.js";

let folder: string;
beforeAll(useCpu);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "index-"));
});
afterEach(() => rm(folder, { recursive: true }));

const gallery = { ...randomEmbeddings(3000, 16, 1), scale: 2 };
const queries = randomEmbeddings(50, 16, 2);

test("a score form's tensors become the numbers that are searched", async () => {
  const form = {
    u: tf.tensor2d([[1, 2]]),
    v: tf.tensor2d([
      [3, 4],
      [5, 6],
    ]),
    scale: tf.scalar(0.5),
    beta: tf.tensor1d([10, 0]),
  };
  const scores = await readScores(form);
  expect(topK(scores, 2)).toEqual({ indices: Int32Array.of(0, 1), scores: Float32Array.of(15.5, 8.5), k: 2 });
  expect(Object.values(form).every((tensor) => !tensor.isDisposed)).toBe(true);
  tf.dispose(form);
});

test("the exact index is the exact search", async () => {
  const index = exactIndex(gallery);
  expect([index.size, index.dimension]).toEqual([3000, 16]);
  expect(await index.search(queries, 10)).toEqual(topK(factoredScores({ u: queries, v: gallery, scale: 2 }), 10));
  await expect(index.search(randomEmbeddings(1, 8, 1), 1)).rejects.toThrow("queries: expected vectors of dimension 16");
  await expect(index.search(queries, 0)).rejects.toThrow("k: expected an integer >= 1");
});

test.each(["f32", "f16"] as const)(
  "an approximate index of %s finds nearly all of the best, with their exact scores",
  async (precision) => {
    const [exact, index] = [exactIndex(gallery), await buildIndex(gallery, { engine: "usearch", precision })];
    expect(await indexRecall(index, exact, queries, 10)).toBeGreaterThan(0.97);
    const [found, wanted] = [await index.search(queries, 1), await exact.search(queries, 1)];
    found.indices.forEach((row, i) => {
      if (row === wanted.indices[i]) expect(found.scores[i]).toBe(wanted.scores[i]);
    });
    expect(await indexRecall(exact, exact, queries, 10)).toBe(1);
  },
);

test("more than there is gives all there is", async () => {
  const small = { ...randomEmbeddings(4, 3, 5) };
  for (const engine of ["exact", "usearch"] as const) {
    const { indices, k } = await (await buildIndex(small, { engine })).search(randomEmbeddings(1, 3, 6), 9);
    expect(k).toBe(4);
    expect([...indices].sort()).toEqual([0, 1, 2, 3]);
  }
});

test.each(["exact", "usearch"] as const)("an index with the engine %s survives being saved", async (engine) => {
  const index = await buildIndex(gallery, { engine, connectivity: 16 });
  const path = join(folder, "gallery.index");
  await index.save(path);
  const opened = await openIndex(path);
  expect([opened.engine, opened.size, opened.dimension]).toEqual([engine, 3000, 16]);
  expect(await opened.search(queries, 5)).toEqual(await index.search(queries, 5));
});

test("files that are no index and impossible settings are refused", async () => {
  const path = join(folder, "other.safetensors");
  await writeFile(path, encodeSafetensors({ tensors: { w: { shape: [1], data: Float32Array.of(1) } } }));
  await expect(openIndex(path)).rejects.toThrow("expected an index of format crosstilt-index/1");
  await expect(buildIndex(gallery, { engine: "faiss" as never })).rejects.toThrow(
    'engine: expected "exact" or "usearch"',
  );
  await expect(buildIndex({ ...gallery, scale: -1 }, { engine: "usearch" })).rejects.toThrow(
    "scale: expected a positive number",
  );
  await expect(buildIndex({ vectors: Float32Array.of(Number.NaN), dimension: 1 })).rejects.toThrow(
    "gallery, row 0: expected finite",
  );
});
