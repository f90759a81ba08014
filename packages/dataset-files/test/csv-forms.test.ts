import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readTable } from "../src/index.js";
import { temporaryFolder } from "./files.js";

const files = temporaryFolder();
const plain = async (name: string, content: string | Uint8Array, options = {}) => {
  const { names, columns } = await readTable(await files.write(name, content), options);
  return { names, values: columns.map(({ values }) => [...values]) };
};

test("names that are numbers are names where that is said, and the advice says both", async () => {
  const content = "0,1,2\n0.5,1,2\n3,4,5\n";
  await expect(plain("a.csv", content)).rejects.toThrow("Pass header: true if these are names (pandas counts columns");
  expect(await plain("a.csv", content, { header: true })).toEqual({
    names: ["0", "1", "2"],
    values: [
      [0.5, 3],
      [1, 4],
      [2, 5],
    ],
  });
  expect((await plain("a.csv", content, { header: false })).values[0]).toEqual([0, 0.5, 3]);
});

test("numbers between blanks, with or without names, are several columns", async () => {
  const rows = "0.1 -2.5e+00\n  3   4\n5 6\n";
  await expect(plain("a.csv", rows)).rejects.toThrow("expected names of columns, received only numbers");
  const values = [
    [0.1, 3, 5],
    [-2.5, 4, 6],
  ];
  expect(await plain("a.csv", rows, { header: false })).toEqual({ names: ["column1", "column2"], values });
  expect(await plain("a.csv", `# left right\n${rows}`)).toEqual({ names: ["left", "right"], values });
  expect((await plain("a.csv", "a sentence\nof words here\nand more\n")).names).toEqual(["a sentence"]);
});

test("a first line that says what stands between fields is no row", async () => {
  expect(await plain("a.csv", "sep=;\r\nx;y\r\n1;2\r\n")).toEqual({ names: ["x", "y"], values: [[1], [2]] });
});

test("the numbers of rows that pandas saved are no column, unless named", async () => {
  const content = "Unnamed: 0,x\n0,5\n1,6\n";
  expect((await plain("a.csv", content)).values).toEqual([[5, 6]]);
  expect((await plain("a.csv", content, { columns: ["Unnamed: 0"] })).values).toEqual([[0, 1]]);
});

test("all columns but some are read", async () => {
  expect((await plain("a.csv", "x,y,z\n1,2,3\n", { skip: ["y"] })).values).toEqual([[1], [3]]);
});

test("gzip is unpacked, several members and bytes in memory too; damage is refused", async () => {
  const members = Buffer.concat([gzipSync("x,y\n1,2\n"), gzipSync("3,4\n")]);
  expect((await plain("a.csv.gz", members)).values).toEqual([
    [1, 3],
    [2, 4],
  ]);
  const bytes = new Uint8Array(gzipSync('{"x":1}\n{"x":2}\n'));
  expect((await readTable("a.jsonl.gz", { bytes })).columns[0]!.values).toEqual(Float64Array.of(1, 2));
  const damaged = bytes.slice();
  damaged[damaged.length - 6]! ^= 1;
  for (const wrong of [damaged, bytes.subarray(0, 20)]) {
    await expect(readTable("a.jsonl.gz", { bytes: wrong })).rejects.toThrow("expected a complete gzip file");
    await expect(plain("b.jsonl.gz", wrong)).rejects.toThrow("expected a complete gzip file");
  }
});
