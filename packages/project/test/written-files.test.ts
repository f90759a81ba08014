// What trainings on files of others reach: a pair read wrongly shows in what is retrieved.
import { writeFile } from "node:fs/promises";
import { useBackend } from "@crosstilt/backends";
import { createGenerator } from "@crosstilt/core";
import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeAll, expect, test } from "vitest";
import { disposeModel, evaluate, openRun, train } from "../src/index.js";
import { catalogue, shopConfig, temporaryFolder } from "./shop.js";

const { path } = temporaryFolder();
beforeAll(() => useBackend("wasm"));

const COUNT = 400;

/** The same four numbers on both sides, in another order and with a little noise, and numbers that have nothing to do with others. */
function numbers(seed = 3) {
  const { normal } = createGenerator(seed);
  const rows = Array.from({ length: COUNT }, () => Array.from({ length: 4 }, normal));
  const noise = () => Array.from({ length: COUNT }, () => Array.from({ length: 4 }, normal));
  return { u: rows, v: rows.map(([a, b, c, d]) => [b!, c!, d!, a! + 0.01 * normal()]), noise };
}

/** Recall@1 of u to v among a quarter of the pairs. */
async function recall(name: string, data: object): Promise<Record<string, number>> {
  const encoder = { name: "affine", dimension: 8 };
  const config = shopConfig(path, {
    data: { split: { test: 0.25, validation: 0 }, ...data },
    encoders: { u: encoder, v: encoder },
    metric: "quadratic",
    training: { epochs: 40, batchSize: 64, optimizer: { name: "adam", learningRate: 0.05 } },
  });
  await train(config, path(name), { catalogue });
  const run = await openRun(path(name));
  const { uToV } = await evaluate(run, { bootstrap: 0 });
  disposeModel(run);
  return { ...uToV.metrics, gallery: uToV.gallery };
}

const jsonl = (rows: readonly unknown[], name: string) =>
  writeFile(path(name), rows.map((row) => JSON.stringify(row)).join("\n"));

test("numbers of rows that pandas keeps do not tell pairs of noise apart", async () => {
  const { noise } = numbers();
  const pandas = JSON.stringify({ index_columns: ["__index_level_0__"] });
  for (const side of ["u", "v"]) {
    const rows = noise();
    const columns = [0, 1, 2, 3].map((j) => ({
      name: `${side}${j}`,
      data: rows.map((row) => row[j]!),
      type: "DOUBLE" as const,
    }));
    const index = { name: "__index_level_0__", data: rows.map((_, i) => BigInt(3 * i + 1)), type: "INT64" as const };
    const bytes = parquetWriteBuffer({
      columnData: [...columns, index],
      kvMetadata: [{ key: "pandas", value: pandas }],
    });
    await writeFile(path(`noise-${side}.parquet`), new Uint8Array(bytes));
  }
  const found = await recall("noise", { u: path("noise-u.parquet"), v: path("noise-v.parquet") });
  // Five standard deviations of the recall of queries that guess.
  const chance = 10 / found.gallery!;
  expect(Math.abs(found["recall@10"]! - chance)).toBeLessThan(5 * Math.sqrt((chance * (1 - chance)) / found.gallery!));
});

test("numbers as text are the numbers: as good as lists, in every spelling", async () => {
  const { u, v } = numbers();
  await jsonl(
    v.map((code) => ({ code })),
    "v.jsonl",
  );
  await jsonl(
    u.map((code) => ({ code })),
    "lists.jsonl",
  );
  const lists = await recall("lists", { u: path("lists.jsonl"), v: path("v.jsonl") });
  expect(lists["recall@1"]).toBe(1);
  const spelled = u.map((row) => [
    `[ ${row.join(" ")} ]`,
    `(${row.join(", ")})`,
    `{${row.join(",")}}`.replaceAll(/(?<!e)-/g, "\u2212"),
  ]);
  for (const [way, name] of ["NumPy", "tuple", "set"].entries()) {
    await writeFile(path(`${name}.csv`), ["code", ...spelled.map((words) => `"${words[way]}"`)].join("\n"));
    const { "recall@1": found } = await recall(name, { u: path(`${name}.csv`), v: path("v.jsonl") });
    expect(found).toBe(1);
  }
});

test("lists of numbers far from 0 lose nothing before they are standardised", async () => {
  const { u, v } = numbers();
  for (const offset of [1e7, 1.7e9]) {
    await jsonl(
      u.map((row) => ({ code: row.map((value) => offset + value) })),
      "far-u.jsonl",
    );
    await jsonl(
      v.map((row) => ({ code: row.map((value) => offset + value) })),
      "far-v.jsonl",
    );
    const found = await recall(`far-${offset}`, { u: path("far-u.jsonl"), v: path("far-v.jsonl") });
    expect(found["recall@1"]).toBe(1);
  }
});
