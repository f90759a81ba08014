import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { useCpu } from "@crosstilt/backends/cpu";
import { encodeNpy } from "@crosstilt/formats";
import * as tf from "@tensorflow/tfjs-core";
import { encode as encodePng } from "fast-png";
import { beforeAll, expect, test } from "vitest";
import { readPairs, readPairsLike, readSamplesLike } from "../src/index.js";
import { temporaryFolder } from "./files.js";

beforeAll(useCpu);
const files = temporaryFolder();

const colours = ["red", "green", "blue"];
const lines = Array.from({ length: 60 }, (_, i) => `k${i},${i * i},${colours[i % 3]}`);
const csv = (rows: readonly string[]) => files.write("u.csv", ["key,size,colour", ...rows].join("\n"));

async function learned() {
  const u = await csv(lines);
  const v = await files.write(
    "v.npy",
    encodeNpy({ shape: [60, 2], data: Float64Array.from({ length: 120 }, (_, i) => Math.sin(i)) }),
  );
  return { u, v, ...(await readPairs({ u: { path: u, columns: ["size", "colour"] }, v, split: { test: 0.2 } })) };
}

test("new samples are encoded and transformed as the training data was", async () => {
  const { u, train, metadata } = await learned();
  const { data, shape } = await readSamplesLike(u, metadata.u);
  expect(shape).toEqual([60, 4]);
  const { mean, scale } = metadata.u.transform;
  lines.forEach((line, i) => {
    const [, size, colour] = line.split(",");
    const expected = [
      (Number(size) - mean[0]!) * scale![0]!,
      ...["blue", "green", "red"].map((c) => Number(c === colour)),
    ];
    expect(Array.from(data.subarray(4 * i, 4 * i + 4))).toEqual(expected.map(Math.fround));
  });
  const batch = await train.batch([0]);
  const first = Array.from(batch.u.dataSync());
  tf.dispose([batch.u, batch.v]);
  const rows = lines.map((_, i) => Array.from(data.subarray(4 * i, 4 * i + 4)));
  expect(rows).toContainEqual(first);
});

test("words keep their places although new data has fewer of them", async () => {
  const { metadata } = await learned();
  const { data } = await readSamplesLike(await csv(["a,1,red", "b,2,red"]), metadata.u);
  expect(Array.from(data.subarray(1, 4))).toEqual([0, 0, 1]);
});

test("new pairs are matched, counted and named", async () => {
  const { u, v, metadata } = await learned();
  const pairs = await readPairsLike({ u, v }, metadata);
  expect([pairs.keys.length, pairs.u.data.length, pairs.v.data.length]).toEqual([60, 240, 120]);
  await expect(readPairsLike({ u: await csv(lines.slice(1)), v }, metadata)).rejects.toThrow(/59 rows.*60/);
});

test.each<[string, string[], RegExp]>([
  ["an unknown word", ["a,1,red", "b,2,gren"], /line 3, column "colour".*"gren".*Did you mean "green"/],
  ["words for numbers", ["a,x,red"], /column "size".*"x"/],
  ["a missing value", ["a,,red"], /line 2, column "size".*an empty cell/],
])("%s is refused with its place", async (_, rows, message) => {
  const { metadata } = await learned();
  await expect(readSamplesLike(await csv(rows), metadata.u)).rejects.toThrow(message);
});

test("a missing column and another width are refused", async () => {
  const { metadata } = await learned();
  const path = await files.write("other.csv", "size,tint\n1,red");
  await expect(readSamplesLike(path, metadata.u)).rejects.toThrow(/column "colour".*Known: size, tint/);
  const wide = await files.write("wide.npy", encodeNpy({ shape: [2, 3], data: new Float64Array(6) }));
  await expect(readSamplesLike(wide, metadata.v)).rejects.toThrow(/vector of shape \[2\].*shape \[3\]/);
});

test("new files are read as those of training were: separator, header and the size of images", async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${i};x|${i % 4}`).join("\n");
  const u = { path: await files.write("odd.csv", rows), separator: "|", header: false };
  const v = { path: files.path("images"), imageSize: [2] };
  await mkdir(v.path);
  const image = (side: number, level: number) => ({
    width: side,
    height: side,
    channels: 1,
    depth: 8 as const,
    data: new Uint8Array(side * side).fill(level),
  });
  for (let i = 0; i < 30; i++) await writeFile(join(v.path, `${i + 10}.png`), encodePng(image(2 + (i % 2), 8 * i)));
  const { metadata } = await readPairs({ u, v, transform: "none", split: { test: 0.3 } });
  const { data, shape } = await readSamplesLike(await files.write("new.csv", "0;x|3\n1;x|2"), metadata.u);
  expect([shape, data[30], data[61]]).toEqual([[2, 31], 3, 2]);
  await mkdir(files.path("others"));
  await writeFile(join(files.path("others"), "a.png"), encodePng(image(5, 255)));
  const images = await readSamplesLike(files.path("others"), metadata.v);
  expect(images.shape).toEqual([1, 2, 2, 1]);
  for (const value of images.data) expect(value).toBeCloseTo(1, 5);
  const told = await readSamplesLike({ path: await files.write("told.csv", "0;x,3"), separator: "," }, metadata.u);
  expect(told.data[30]).toBe(3);
});
