import { mkdir, readdir } from "node:fs/promises";
import { useBackend } from "@crosstilt/backends";
import { createGenerator, type Pairs } from "@crosstilt/core";
import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeAll, expect, test } from "vitest";
import { type ReadPairsOptions, readPairs } from "../src/index.js";
import { streamPairs } from "../src/node.js";
import { temporaryFolder } from "./files.js";

const files = temporaryFolder();
beforeAll(() => useBackend("cpu"));

const colours = ["red", "a, b", "naïve"];

/** The same 60 pairs with numbers, words that come up late and vectors, as CSV and as JSONL in another order. */
async function writePairs(): Promise<ReadPairsOptions> {
  const generator = createGenerator(4);
  const rows = Array.from({ length: 60 }, (_, i) => ({
    id: `k${i}`,
    size: 1e9 + generator.normal(),
    colour: colours[Math.min(2, Math.floor(i / 25))],
    code: [generator.normal(), generator.normal()],
  }));
  const csv = rows.map(({ id, size, colour }) => `${id},${size},"${colour}"`);
  const u = await files.write(
    "u.csv",
    ["id,size,colour", ...csv.slice(0, 30), "", ...csv.slice(30), "", ""].join("\r\n"),
  );
  const jsonl = rows.map(({ id, code }) => JSON.stringify({ id, code })).reverse();
  const v = await files.write("v.jsonl", jsonl.join("\n"));
  return { u, v, key: "id", split: { test: 0.3, validation: 0.2 } };
}

async function contents(pairs: Pairs): Promise<number[][]> {
  const { u, v } = await pairs.batch(Int32Array.from({ length: pairs.length }, (_, i) => i));
  const both = [Array.from(await u.data()), Array.from(await v.data())];
  u.dispose();
  v.dispose();
  return both;
}

test.each([1, 7, 1000])(
  "with %i rows in memory, pairs are those of the whole files, bit for bit",
  async (chunkRows) => {
    const options = await writePairs();
    const whole = await readPairs(options);
    const { close, ...streamed } = await streamPairs(options, { folder: files.path(""), chunkRows });
    expect(streamed.metadata).toEqual(whole.metadata);
    expect(streamed.origins).toEqual(whole.origins);
    for (const part of ["train", "validation", "test"] as const)
      expect(await contents(streamed[part]!)).toEqual(await contents(whole[part]!));
    await close();
  },
);

test("Parquet is read by ranges of rows", async () => {
  const data = Float64Array.from({ length: 40 }, (_, i) => i * i);
  const v = await files.write("v.parquet", new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "x", data }] })));
  const options = { u: await files.write("u.csv", `y\n${Array.from(data).join("\n")}\n`), v };
  const { close, ...streamed } = await streamPairs(options, { folder: files.path(""), chunkRows: 9 });
  expect(await contents(streamed.train)).toEqual(await contents((await readPairs(options)).train));
  await close();
});

test("what was written is removed by close, and when the files are refused", async () => {
  await mkdir(files.path("scratch"));
  const streamed = await streamPairs(await writePairs(), { folder: files.path("scratch") });
  expect(await readdir(files.path("scratch"))).toHaveLength(1);
  await streamed.close();
  expect(await readdir(files.path("scratch"))).toEqual([]);
  const wrong = { u: await files.write("w.csv", "x\n1\n2\n"), v: await files.write("x.csv", "y\n1\n") };
  await expect(streamPairs(wrong, { folder: files.path("scratch") })).rejects.toThrow(/files of equal length/);
  expect(await readdir(files.path("scratch"))).toEqual([]);
});

test.each<[string, string, string, RegExp]>([
  [
    "a word among numbers",
    "u.csv",
    `x\n${"1\n".repeat(20)}two\n`,
    /u\.csv, line 22, column "x": expected a number.*"two"/,
  ],
  ["a ragged row", "u.csv", `x,y\n${"1,2\n".repeat(20)}1,2,3\n`, /u\.csv, line 22: expected 2 fields/],
  ["a vector of another length", "u.jsonl", `${'{"x":[1,2]}\n'.repeat(9)}{"x":[1]}\n`, /u\.jsonl.*line 10|shape \[2\]/],
  [
    "a name that comes late",
    "u.jsonl",
    `${'{"x":1}\n'.repeat(9)}{"x":1,"z":2}\n`,
    /expected the names of the first rows, received "z"/,
  ],
  [
    "a missing value",
    "u.csv",
    `x,y\n${"1,2\n".repeat(20)},3\n`,
    /line 22, column "x": expected a number, received an empty cell/,
  ],
  ["a quote that does not close", "u.csv", 'x\n"1\n2\n', /line 2: expected a closing quote/],
  ["no rows", "u.csv", "x,y\n", /expected at least one line of values/],
  ["an empty file", "u.jsonl", "\n\n", /expected at least one line of JSON/],
])("%s far down is refused where it is", async (_, name, content, message) => {
  const u = await files.write(name, content);
  const v = await files.write("v.csv", `y\n${Array.from({ length: 21 }, (_, i) => i).join("\n")}\n`);
  await expect(streamPairs({ u, v }, { folder: files.path(""), chunkRows: 4 })).rejects.toThrow(message);
});

test("a key that occurs twice, far apart, is refused", async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `k${i % 29},${i}`);
  const u = await files.write("u.csv", ["id,x", ...rows].join("\n"));
  const v = await files.write("v.csv", ["id,y", ...rows.slice(0, 29)].join("\n"));
  await expect(streamPairs({ u, v, key: "id" }, { folder: files.path(""), chunkRows: 4 })).rejects.toThrow(
    /u\.csv, row 30, column "id": expected a key that occurs once, received "k0", as on row 1/,
  );
});
