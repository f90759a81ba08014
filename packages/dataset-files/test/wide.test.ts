import { encodeNpz, encodeSafetensors } from "@crosstilt/formats";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import { readPairs, readTable } from "../src/index.js";
import { temporaryFolder } from "./files.js";

const files = temporaryFolder();
const COUNT = 1000;
const names = Array.from({ length: COUNT }, (_, j) => `c${j}`);
const valuesOf = (j: number) => Float64Array.of(j, j + 0.5, -1 - j);
const columnar = Object.fromEntries(names.map((name, j) => [name, valuesOf(j)]));
const arrays = Object.fromEntries(names.map((name, j) => [name, { shape: [3], data: valuesOf(j) }]));
const rows = [0, 1, 2].map((row) => names.map((_, j) => valuesOf(j)[row]));

const contents = {
  "a.csv": [names, ...rows].map((row) => row.join(",")).join("\n"),
  "a.jsonl": rows.map((row) => JSON.stringify(Object.fromEntries(names.map((name, j) => [name, row[j]])))).join("\n"),
  "a.parquet": new Uint8Array(
    parquetWriteBuffer({ columnData: names.map((name, j) => ({ name, data: valuesOf(j), type: "DOUBLE" })) }),
  ),
  "a.arrow": tableToIPC(tableFromArrays(columnar), { format: "file" }) ?? new Uint8Array(),
  "a.npz": encodeNpz(arrays),
  "a.safetensors": encodeSafetensors({ tensors: arrays }),
};

test.each(Object.entries(contents))(
  "all of a thousand columns, some, and all but some are read from %s",
  async (name, content) => {
    const path = await files.write(name, content);
    const read = async (options = {}) =>
      (await readTable(path, options)).columns.map((column) => [column.name, [...column.values]]);
    const expected = names.map((column, j) => [column, [...valuesOf(j)]]);
    expect((await read()).sort()).toEqual([...expected].sort());
    const some = names.filter((_, j) => j % 100 === 77);
    expect((await read({ columns: some })).sort()).toEqual(
      expected.filter(([column]) => some.includes(String(column))).sort(),
    );
    expect((await read({ skip: names.slice(2) })).sort()).toEqual(expected.slice(0, 2));
  },
);

test("a thousand columns a side make pairs", async () => {
  const many = [names, ...Array.from({ length: 40 }, (_, i) => names.map((_, j) => Math.sin(i * (j + 1))))];
  const u = await files.write("u.csv", many.map((row) => row.join(",")).join("\n"));
  const v = await files.write("v.csv", many.map((row) => row.join(";")).join("\n"));
  expect((await readPairs({ u, v })).metadata.u.encodings.map((encoding) => encoding.name)).toEqual(names);
});
