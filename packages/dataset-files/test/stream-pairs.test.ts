import { spawnSync } from "node:child_process";
import { mkdir, readdir, stat } from "node:fs/promises";
import { useBackend } from "@crosstilt/backends";
import { createGenerator, type Pairs } from "@crosstilt/core";
import { encodeNpy, type NumericArray } from "@crosstilt/formats";
import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeAll, expect, test } from "vitest";
import { type ReadPairsOptions, readPairs, readPairsLike, readSamplesLike, streamSamplesLike } from "../src/index.js";
import { streamPairs, streamPairsLike } from "../src/node.js";
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

test("chosen pairs, and samples piece by piece, are those of the whole files too", async () => {
  const options = await writePairs();
  const { metadata } = await readPairs(options);
  const choice = { part: "test", limit: 3 } as const;
  const chosen = await streamPairsLike(options, metadata, choice, { folder: files.path(""), chunkRows: 7 });
  expect(chosen).toEqual(await readPairsLike(options, metadata, choice));
  expect(chosen.keys).toEqual((await readPairs(options)).origins.test.keys.slice(0, 3));
  const whole = await readSamplesLike({ path: options.v as string, key: "id" }, metadata.v);
  const pieces: { data: number[]; keys: string[]; lengths: number[] } = { data: [], keys: [], lengths: [] };
  for await (const { samples, keys } of streamSamplesLike({ path: options.v as string, key: "id" }, metadata.v, 25)) {
    pieces.data.push(...samples.data);
    pieces.keys.push(...keys!);
    pieces.lengths.push(keys!.length);
  }
  expect(pieces).toEqual({
    data: Array.from(whole.data),
    keys: Array.from({ length: 60 }, (_, i) => `k${59 - i}`),
    lengths: [25, 25, 10],
  });
});

test("a file that is larger than the memory it may take is read, and its rows are gone with the process", async () => {
  const lines = Array.from({ length: 1000 }, (_, i) => Array.from({ length: 40 }, (_, j) => i * j + 0.25).join(","));
  const head = Array.from({ length: 40 }, (_, j) => `c${j}`).join(",");
  const u = await files.write("large.csv", [head, ...Array.from({ length: 90 }, () => lines.join("\n"))].join("\n"));
  expect((await stat(u)).size).toBeGreaterThan(16 * 2 ** 20);
  await mkdir(files.path("large"));
  const program = `
    import { streamPairs } from ${JSON.stringify(new URL("../dist/node.js", import.meta.url).href)};
    const sides = { u: { path: ${JSON.stringify(u)}, columns: ["c1"] }, v: { path: ${JSON.stringify(u)}, columns: ["c2", "c3"] } };
    const { metadata } = await streamPairs(sides, { folder: ${JSON.stringify(files.path("large"))}, chunkRows: 500 });
    console.log(JSON.stringify(metadata.counts));
    process.kill(process.pid, "SIGKILL");`;
  const { stdout } = spawnSync(process.execPath, ["--max-old-space-size=40", "--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  const { train, validation, test: held } = JSON.parse(stdout);
  expect(train + validation + held).toBe(90_000);
  const left = await readdir(files.path("large"), { recursive: true });
  expect(left.filter((name) => name.endsWith(".rows"))).toEqual([]);
});

test("Parquet is read by ranges of rows", async () => {
  const data = Float64Array.from({ length: 40 }, (_, i) => i * i);
  const v = await files.write("v.parquet", new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "x", data }] })));
  const options = { u: await files.write("u.csv", `y\n${Array.from(data).join("\n")}\n`), v };
  const { close, ...streamed } = await streamPairs(options, { folder: files.path(""), chunkRows: 9 });
  expect(await contents(streamed.train)).toEqual(await contents((await readPairs(options)).train));
  await close();
});

test.each(["float16", "int64", "float64"] as const)("NPY of %s is read by ranges of rows", async (dtype) => {
  const numbers = Array.from({ length: 40 * 6 }, (_, i) => i - 100);
  const data =
    dtype === "int64"
      ? BigInt64Array.from(numbers, BigInt)
      : dtype === "float16"
        ? Float32Array.from(numbers)
        : Float64Array.from(numbers);
  const u = await files.write("u.npy", encodeNpy({ shape: [40, 2, 3], data, dtype } as NumericArray));
  const options = { u, v: await files.write("v.csv", `y\n${numbers.slice(0, 40).join("\n")}\n`) };
  const { close, ...streamed } = await streamPairs(options, { folder: files.path(""), chunkRows: 9 });
  expect(streamed.train.shape.u).toEqual([2, 3]);
  expect(await contents(streamed.train)).toEqual(await contents((await readPairs(options)).train));
  await close();
});

test("NPY that is cut off, or has NaN far down, is refused where it is", async () => {
  const data = Float32Array.from({ length: 40 }, (_, i) => (i === 33 ? Number.NaN : i));
  const bytes = encodeNpy({ shape: [20, 2], data });
  const v = await files.write("v.csv", `y\n${Array.from({ length: 20 }, (_, i) => i).join("\n")}\n`);
  const streamed = async (u: string) => streamPairs({ u, v }, { folder: files.path(""), chunkRows: 4 });
  await expect(streamed(await files.write("nan.npy", bytes))).rejects.toThrow(/nan\.npy, row 17, column "values"/);
  await expect(streamed(await files.write("cut.npy", bytes.subarray(0, 200)))).rejects.toThrow(
    /cut\.npy: expected 160 bytes of entries.*truncated/,
  );
  await expect(streamed(await files.write("empty.npy", new Uint8Array()))).rejects.toThrow(
    /empty\.npy: expected an NPY/,
  );
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
