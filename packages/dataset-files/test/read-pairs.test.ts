import { useCpu } from "@crosstilt/backends/cpu";
import { arrayPairs, createGenerator, type Pairs } from "@crosstilt/core";
import { encodeNpy } from "@crosstilt/formats";
import { checkPairs } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { dataReport, readPairs, splitByKey } from "../src/index.js";
import { streamPairs } from "../src/node.js";
import { temporaryFolder } from "./files.js";

beforeAll(useCpu);
const files = temporaryFolder();

/** All samples of pairs as rows. */
async function rowsOf(pairs: Pairs): Promise<{ u: number[][]; v: number[][] }> {
  const { u, v } = await pairs.batch(Array.from({ length: pairs.length }, (_, i) => i));
  const rows = (side: tf.Tensor) => tf.tidy(() => tf.reshape(side, [pairs.length, -1]).arraySync() as number[][]);
  const result = { u: rows(u), v: rows(v) };
  tf.dispose([u, v]);
  return result;
}

/** Correlated normal pairs as two NPY files. */
async function writeNormal(count: number, seed: number): Promise<{ u: string; v: string }> {
  const { normal } = createGenerator(seed);
  const u = Float64Array.from({ length: count * 3 }, (_, i) => 1e6 + 50 * normal() * ((i % 3) + 1));
  const v = Float64Array.from(
    { length: count * 2 },
    (_, i) => (u[Math.floor(i / 2) * 3 + (i % 2)]! - 1e6) / 50 + normal(),
  );
  return {
    u: await files.write("u.npy", encodeNpy({ shape: [count, 3], data: u })),
    v: await files.write("v.npy", encodeNpy({ shape: [count, 2], data: v })),
  };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const covariance = (rows: number[][], i: number, j: number) => {
  const [a, b] = [mean(rows.map((row) => row[i]!)), mean(rows.map((row) => row[j]!))];
  return mean(rows.map((row) => (row[i]! - a) * (row[j]! - b)));
};

test("pairs joined by row are standardised by what the training part teaches", async () => {
  const { train, test: held, validation, metadata } = await readPairs(await writeNormal(500, 1));
  expect(train.length + held.length + validation!.length).toBe(500);
  expect(metadata.counts).toEqual({ train: train.length, validation: validation!.length, test: held.length });
  const rows = await rowsOf(train);
  for (const side of [rows.u, rows.v]) {
    for (const j of side[0]!.keys()) {
      expect(mean(side.map((row) => row[j]!))).toBeCloseTo(0, 4);
      expect(covariance(side, j, j)).toBeCloseTo(1, 4);
    }
  }
  const heldMean = mean((await rowsOf(held)).u.map((row) => row[0]!));
  expect(Math.abs(heldMean)).toBeGreaterThan(1e-4);
  await checkPairs(train);
});

test("whitening makes the training covariance the identity, also when columns repeat", async () => {
  const { train } = await readPairs({ ...(await writeNormal(400, 2)), transform: "whiten" });
  const { v } = await rowsOf(train);
  expect(covariance(v, 0, 0)).toBeCloseTo(1, 4);
  expect(covariance(v, 0, 1)).toBeCloseTo(0, 4);
  const text = Array.from({ length: 60 }, (_, i) => `${i % 7},${i % 7}`).join("\n");
  const path = await files.write("twins.csv", `a,b\n${text}\n`);
  const twins = await readPairs({ u: { path, columns: ["a", "b"] }, v: { path, columns: ["a"] }, transform: "whiten" });
  const { u } = await rowsOf(twins.train);
  expect(covariance(u, 0, 0) + covariance(u, 1, 1)).toBeCloseTo(1, 4);
});

test("a sample with several partners is a pair with each of them, and all are in one part", async () => {
  const images = Array.from({ length: 60 }, (_, i) => `i${i},${i}`);
  const captions = Array.from({ length: 150 }, (_, i) => `i${i % 70},${i % 70},${i}`);
  const u = await files.write("images.csv", ["id,x", ...images].join("\n"));
  const v = { path: await files.write("captions.csv", ["id,x,n", ...captions].join("\n")) };
  const options = { u, v, key: "id", unmatched: "drop", transform: "none", split: { test: 0.3 } } as const;
  await expect(readPairs(options)).rejects.toThrow(/captions.csv, line 72.*repeated: "combine"/);
  for (const read of [readPairs, streamPairs]) {
    const { metadata, origins, ...parts } = await read({ ...options, repeated: "combine" });
    expect(metadata.dropped).toMatchObject({ unmatchedU: 0, unmatchedV: 20 });
    const { train, validation, test: held } = parts;
    const rows = await Promise.all([train, validation!, held].map(rowsOf));
    for (const part of rows) expect(part.v.map(([x]) => x)).toEqual(part.u.map(([x]) => x));
    expect(rows.flatMap((part) => part.v.map(([, n]) => n)).sort((a, b) => a! - b!)).toEqual(
      Array.from({ length: 150 }, (_, i) => i).filter((i) => i % 70 < 60),
    );
    const parted = rows.map((part) => new Set(part.u.map(([x]) => x)));
    expect(parted.reduce((sum, { size }) => sum + size, 0)).toBe(60);
    expect(origins.train.keys.length).toBe(train.length);
    if ("close" in parts) await (parts as { close(): Promise<void> }).close();
  }
});

test("files are joined by key in the order of u, and each pair stays together", async () => {
  const ids = Array.from({ length: 40 }, (_, i) => `0${i}`);
  const u = await files.write("u.csv", `sku,x\n${ids.map((id, i) => `${id},${i}`).join("\n")}\n`);
  const lines = ids.map((id, i) => JSON.stringify({ id, code: [i, 2 * i] })).reverse();
  const v = await files.write("v.jsonl", `${lines.join("\n")}\n`);
  const { train, test: held } = await readPairs({ u, v: { path: v, key: "id" }, key: "sku", transform: "none" });
  for (const part of [train, held]) {
    const rows = await rowsOf(part);
    rows.u.forEach(([x], i) => {
      expect(rows.v[i]).toEqual([x, 2 * x!]);
    });
  }
});

test("words become one-hot and are not scaled; images keep their shape", async () => {
  const u = await files.write(
    "u.csv",
    `animal,weight\n${Array.from({ length: 50 }, (_, i) => `${i % 2 ? "cat" : "dog"},${i}`).join("\n")}\n`,
  );
  const images = { shape: [50, 2, 2, 1], data: Float32Array.from({ length: 200 }, (_, i) => i) };
  const v = await files.write("v.npy", encodeNpy(images));
  const { train, metadata } = await readPairs({ u, v, transform: "standardise" });
  expect(train.shape).toEqual({ u: [3], v: [2, 2, 1] });
  expect(metadata.u.encodings).toEqual([
    { name: "animal", kind: "categorical", categories: ["cat", "dog"] },
    { name: "weight", kind: "numeric" },
  ]);
  const rows = await rowsOf(train);
  for (const [cat, dog] of rows.u) expect([cat, dog].sort()).toEqual([0, 1]);
  expect(JSON.parse(JSON.stringify(metadata))).toEqual(metadata);
});

test("a key's part depends on the key and the seed alone", () => {
  const keys = Array.from({ length: 20_000 }, (_, i) => `key ${i}`);
  const parts = splitByKey(keys, { test: 0.2, validation: 0.1 });
  const share = (name: string) => parts.filter((part) => part === name).length / keys.length;
  expect(share("test")).toBeCloseTo(0.2, 1.9);
  expect(share("validation")).toBeCloseTo(0.1, 1.9);
  const shuffled = [...keys].reverse();
  expect(splitByKey(shuffled, { test: 0.2, validation: 0.1 }).reverse()).toEqual(parts);
  const other = splitByKey(keys, { test: 0.2, validation: 0.1, seed: 2 });
  expect(other.filter((part, i) => part === parts[i]).length / keys.length).toBeLessThan(0.65);
  expect(() => splitByKey(keys, { test: 0.5, validation: 0.5 })).toThrow("split: expected shares");
});

test("rows without partner or value are refused, or dropped and counted", async () => {
  const numbers = Array.from({ length: 60 }, (_, i) => i);
  const u = await files.write("u.csv", `id,x\n${numbers.map((i) => `${i},${i === 30 ? "" : i}`).join("\n")}\n`);
  const v = await files.write(
    "v.csv",
    `id,y\n${numbers
      .slice(5)
      .map((i) => `${i},${i}`)
      .join("\n")}\n99,1\n`,
  );
  await expect(readPairs({ u, v, key: "id" })).rejects.toThrow(
    `u.csv, line 2: expected a row of ${v} with the key "0", received none`,
  );
  const drop = { u, v, key: "id", unmatched: "drop" } as const;
  await expect(readPairs(drop)).rejects.toThrow(
    'u.csv, line 32, column "x": expected a number, received an empty cell',
  );
  const { metadata } = await readPairs({ ...drop, missing: "drop" });
  expect(metadata.dropped).toEqual({ unmatchedU: 5, unmatchedV: 1, missing: 1 });
});

test("pairs that cannot be made are refused", async () => {
  const write = (name: string, ...lines: string[]) => files.write(name, lines.join("\n"));
  const u = await write("u.csv", "id,x", "1,1", "2,2", "3,3");
  const two = await write("two.csv", "id,y", "1,1", "2,2");
  const twice = await write("twice.csv", "id,y", "1,1", "2,2", "1,3");
  const keyless = await write("keyless.csv", "id,y", "1,1", ",2", "3,3");
  const strange = await write("strange.csv", "id,y", "a,1", "b,2", "c,3");
  await expect(readPairs({ u, v: two })).rejects.toThrow(`received 3 rows in ${u} and 2 in ${two}`);
  await expect(readPairs({ u, v: twice, key: "id" })).rejects.toThrow(
    'twice.csv, line 4, column "id": expected a key that occurs once, received "1", as on line 2',
  );
  await expect(readPairs({ u, v: keyless, key: "id" })).rejects.toThrow(
    'keyless.csv, line 3, column "id": expected a key',
  );
  await expect(readPairs({ u, v: strange, key: "id", unmatched: "drop" })).rejects.toThrow(
    "key: expected common values",
  );
  await expect(readPairs({ u, v: two, key: "ident" })).rejects.toThrow('column "ident": expected a column of the file');
  await expect(readPairs({ u, v: { path: two, columns: ["z"] } })).rejects.toThrow(
    'column "z": expected a column of the file, received an unknown name. Did you mean "y"? Known: id, y',
  );
  await expect(readPairs({ u, v: u })).rejects.toThrow(
    "columns: expected the columns of each side when both come from one file",
  );
  await expect(readPairs({ u, v: { path: two, key: "id" } })).rejects.toThrow(
    "key: expected a key for both sides or for none",
  );
  await expect(readPairs({ u, v: u.replace("u.csv", "none.csv") })).rejects.toThrow(
    "none.csv: expected a file that can be read",
  );
  await expect(readPairs({ u, v: twice, split: { test: 0.01 } })).rejects.toThrow(
    "split: expected at least one pair to train on and one to test",
  );
});

test("the report counts duplicates and constant columns and measures the linear relation", async () => {
  const { normal } = createGenerator(5);
  const rows = Array.from({ length: 3000 }, () => {
    const [x, noise] = [normal(), normal()];
    return [x, 7, 0.8 * x + 0.6 * noise];
  });
  rows.push(rows[0]!, rows[1]!);
  const path = await files.write("a.csv", `x,c,y\n${rows.map((row) => row.join(",")).join("\n")}\n`);
  const sides = { u: { path, columns: ["x", "c"] }, v: { path, columns: ["y"] } };
  const { train } = await readPairs({ ...sides, transform: "none", split: { test: 0.001, validation: 0 } });
  const report = await dataReport(train);
  expect(report).toMatchObject({ count: train.length, duplicatePairs: 2, bytes: 12 * train.length });
  expect(report.u).toEqual({ shape: [2], dimension: 2, duplicates: 2, constantColumns: [1] });
  expect(report.v).toEqual({ shape: [1], dimension: 1, duplicates: 2, constantColumns: [] });
  const { correlation } = report;
  if ("skipped" in correlation) throw new Error(correlation.skipped);
  const { canonical, mutualInformation, intervals, dependent } = correlation;
  expect(dependent).toBe(true);
  expect(canonical[0]).toBeCloseTo(0.8, 1.5);
  expect(mutualInformation).toBeCloseTo(-0.5 * Math.log(1 - 0.64), 1);
  // Four times as wide as the intervals of 90 % holds the truth but for once in 10⁹.
  const wide = ([low, high]: readonly [number, number], truth: number) =>
    Math.abs((low + high) / 2 - truth) < 2 * (high - low);
  expect(wide(intervals.canonical[0]!, 0.8)).toBe(true);
  expect(wide(intervals.mutualInformation, -0.5 * Math.log(1 - 0.64))).toBe(true);
});

test("independent sides of many coordinates show no dependence, however large the plug-in value is", async () => {
  const { normal } = createGenerator(8);
  const side = (d: number) => ({ data: Float32Array.from({ length: 2000 * d }, normal), shape: [2000, d] });
  const { correlation } = await dataReport(arrayPairs(side(16), side(192)));
  if ("skipped" in correlation) throw new Error(correlation.skipped);
  expect(correlation.dependent).toBe(false);
  // The plug-in value is about 16 · 192/4000 = 0.77 nats and more.
  expect(correlation.mutualInformation).toBeLessThan(0.2);
  expect(correlation.intervals.mutualInformation[0]).toBeLessThanOrEqual(0);
});

test("the report says why it does not measure a relation", async () => {
  const { train } = await readPairs({ ...(await writeNormal(30, 3)), split: { test: 0.7, validation: 0 } });
  expect((await dataReport(train)).correlation).toEqual({
    skipped: `too few pairs (${train.length}) for 5 coordinates`,
  });
});
