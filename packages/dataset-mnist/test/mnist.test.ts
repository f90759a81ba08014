import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { useCpu } from "@crosstilt/backends/cpu";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { loadMnist, mnist } from "../src/index.js";
import { idx } from "./idx-file.js";

let folder: string;
beforeAll(useCpu);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "idx-"));
});
afterEach(() => rm(folder, { recursive: true }));

const images = (count: number, size = 2) =>
  idx(
    [count, size, size],
    Uint8Array.from({ length: count * size * size }, (_, i) => i),
  );
const labels = (...values: number[]) => idx([values.length], Uint8Array.from(values));
const write = (name: string, bytes: Uint8Array) => writeFile(join(folder, name), bytes);

async function writeAll(): Promise<void> {
  await write("train-images-idx3-ubyte", images(3));
  await write("train-labels.idx1-ubyte", labels(0, 4, 4));
  await write("t10k-images.idx3-ubyte.gz", gzipSync(images(2)));
  await write("t10k-labels-idx1-ubyte.gz", gzipSync(labels(6, 0)));
}

test("the bundled MNIST is the published one", async () => {
  const { train, test: held, metadata } = await loadMnist();
  expect([train.length, held.length, metadata.classes, metadata.rows, metadata.columns]).toEqual([
    60_000, 10_000, 10, 28, 28,
  ]);
  expect(metadata.labelCounts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  expect(held.raw.labels.filter((label) => label === 7)).toHaveLength(1028);
  expect(metadata.prior.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  const header = idx([10_000, 28, 28], new Uint8Array(0));
  const file = createHash("md5").update(header).update(held.raw.images).digest("hex");
  expect(file).toBe("2646ac647ad5339dbf082846283269ea");
});

test("a batch holds the chosen images in [0, 1] and their labels", async () => {
  await writeAll();
  const { train } = await loadMnist({ folder });
  expect([train.shape.u, train.shape.v]).toEqual([[2, 2, 1], []]);
  const { u, v } = await train.batch([2, 0]);
  expect([u.shape, u.dtype, v.shape, v.dtype]).toEqual([[2, 2, 2, 1], "float32", [2], "int32"]);
  expect(u.dataSync()).toEqual(Float32Array.of(8, 9, 10, 11, 0, 1, 2, 3).map((level) => level / 255));
  expect(v.dataSync()).toEqual(Int32Array.of(4, 0));
  tf.dispose([u, v]);
});

test("impossible batches are refused", async () => {
  await writeAll();
  const { train } = await loadMnist({ folder });
  expect(() => train.batch([])).toThrow("indices: expected at least one index");
  expect(() => train.batch([0, 3])).toThrow("indices[1]: expected an integer from 0 to 2, received 3");
  expect(() => train.batch([Number.NaN])).toThrow("received NaN");
});

test("a folder is read under either spelling, packed or not, and classes span both parts", async () => {
  await writeAll();
  const { train, test: held, metadata } = await mnist({ folder }).load();
  expect([train.length, held.length]).toEqual([3, 2]);
  expect(metadata).toEqual({
    classes: 7,
    rows: 2,
    columns: 2,
    labelCounts: [1, 0, 0, 0, 2, 0, 0],
    prior: [1 / 3, 0, 0, 0, 2 / 3, 0, 0],
    source: folder,
  });
});

test("missing folders and files are refused with what was found", async () => {
  await expect(loadMnist({ folder: join(folder, "none") })).rejects.toThrow("none: expected a folder");
  await expect(loadMnist({ folder })).rejects.toThrow(`${folder}: expected a file train-images-idx3-ubyte`);
  await expect(loadMnist({ folder })).rejects.toThrow("received an empty folder. Put the four IDX files");
  await write("train-images-idx3-ubyte", images(3));
  await expect(loadMnist({ folder })).rejects.toThrow("train-labels-idx1-ubyte (or");
  await expect(loadMnist({ folder })).rejects.toThrow("received only train-images-idx3-ubyte");
});

test.each([
  ["train-labels.idx1-ubyte", labels(0, 1), "train-labels.idx1-ubyte: expected one label for each of the 3 images"],
  [
    "train-images-idx3-ubyte",
    images(3).subarray(0, 20),
    "train-images-idx3-ubyte: expected 28 bytes for shape [3, 2, 2]",
  ],
  [
    "t10k-labels-idx1-ubyte.gz",
    gzipSync(labels(6, 0)).subarray(0, 20),
    "expected a complete gzip file, received 20 bytes",
  ],
  ["t10k-images.idx3-ubyte.gz", gzipSync(Buffer.alloc(2 ** 28 + 1)), "expected a complete gzip file, received 260"],
  ["t10k-images.idx3-ubyte.gz", images(2, 3), "expected images of 2 x 2, as in training, received 3 x 3"],
])("a wrong %s is refused by name", async (name, bytes, message) => {
  await writeAll();
  await write(name, bytes);
  await expect(loadMnist({ folder })).rejects.toThrow(message);
});
