import { fileURLToPath } from "node:url";
import { useCpu } from "@crosstilt/backends/cpu";
import { createGenerator } from "@crosstilt/core";
import { beforeAll, expect, test } from "vitest";
import { readPairs } from "../src/index.js";
import { streamPairs } from "../src/node.js";
import { temporaryFolder } from "./files.js";

beforeAll(useCpu);
const files = temporaryFolder();
const COUNT = 400;

/** Two files of noise, each with the columns that are given by row. */
async function noise(u: Record<string, (i: number) => unknown>, v: Record<string, (i: number) => unknown>) {
  const { normal } = createGenerator(5);
  const lines = (columns: typeof u) =>
    Array.from({ length: COUNT }, (_, i) =>
      JSON.stringify({
        ...Object.fromEntries(Object.entries(columns).map(([name, of]) => [name, of(i)])),
        noise: normal(),
      }),
    ).join("\n");
  return { u: await files.write("u.jsonl", lines(u)), v: await files.write("v.jsonl", lines(v)) };
}

test.each<[string, Record<string, (i: number) => unknown>, Record<string, (i: number) => unknown>, [string, string][]]>(
  [
    ["numbers of rows", { row: (i) => i }, { index: (i) => i }, [["row", "index"]]],
    ["times beside numbers", { row: (i) => i }, { time: (i) => 1.7e9 + i ** 1.5 }, [["row", "time"]]],
    ["numbers that fall", { row: (i) => i }, { left: (i) => -3 * i }, [["row", "left"]]],
    ["an entry of a vector", { code: (i) => [Math.sin(i), i] }, { row: (i) => i }, [["code[1]", "row"]]],
    [
      "one label column",
      { label: (i) => `c${(i * 7) % 5}` },
      { class: (i) => `k${(i * 7) % 5}` },
      [["label", "class"]],
    ],
    [
      "a label as number and word",
      { label: (i) => (i * 7) % 5 },
      { class: (i) => `k${(i * 7) % 5}` },
      [["label", "class"]],
    ],
  ],
)("%s on both sides are said", async (_, u, v, wanted) => {
  const paths = await noise(u, v);
  const { warnings } = await readPairs(paths);
  expect(warnings).toEqual(
    wanted.map(([left, right]) =>
      expect.stringContaining(`column "${left}" of u and column "${right}" of v determine`),
    ),
  );
  const streamed = await streamPairs(paths, { chunkRows: 64 });
  expect(streamed.warnings).toEqual(warnings);
  await streamed.close();
});

test("related columns that do not determine each other are not said", async () => {
  const { normal } = createGenerator(9);
  const noisy = Array.from({ length: COUNT }, (_, i) => i + 3 * normal());
  const paths = await noise(
    { row: (i) => i, word: (i) => `w${i % 3}`, one: () => 1 },
    { like: (i) => noisy[i], word: (i) => `w${(i * i) % 4}`, one: () => 1 },
  );
  expect((await readPairs(paths)).warnings).toEqual([]);
});

test.each(["pandas.parquet", "pandas-named.parquet", "fastparquet.parquet"])(
  "the index of %s is no feature, but can be a key",
  async (name) => {
    const path = fileURLToPath(new URL(`fixtures/written/${name}`, import.meta.url));
    const column =
      name === "pandas-named.parquet" ? "sku" : name === "fastparquet.parquet" ? "index" : "__index_level_0__";
    const rows = [99, 50, 40, 30, 20, 10].map((id, y) => `${id},${y}`);
    const v = await files.write("v.csv", `id,y\n${rows.join("\n")}\n`);
    const joined = await readPairs({
      u: {
        path,
        key: column,
        skip: ["list", "nullable", "when_ns", "when_us", "when_tz", "day", "text_holes", "float_holes"],
      },
      v: { path: v, key: "id" },
      split: { test: 0.4, validation: 0 },
    });
    expect(joined.metadata.u.encodings.map((encoding) => encoding.name)).toEqual([
      "int",
      "float",
      "bool",
      "text",
      "category",
    ]);
    const { keys, rows: places } = joined.origins.train;
    keys.forEach((key, i) => {
      const place = key === "99" ? 5 : Number(key) / 10 - 1;
      expect([places.u[i], places.v[i]]).toEqual([place, 5 - place]);
    });
  },
);
