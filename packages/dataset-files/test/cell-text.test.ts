import { expect, test } from "vitest";
import { type ReadOptions, readPairs, readTable } from "../src/index.js";
import { tableChunks } from "../src/read-table.js";
import { temporaryFolder } from "./files.js";

const files = temporaryFolder();

/** A column of texts `x` beside one of words, as JSONL. */
const lines = (cells: readonly unknown[]) => cells.map((x, i) => JSON.stringify({ x, w: `w${i}` })).join("\n");

async function column(cells: readonly unknown[], options: ReadOptions = {}) {
  const table = await readTable(await files.write("a.jsonl", lines(cells)), options);
  const [x] = table.columns;
  return { kind: x!.kind, values: Array.from<unknown>(x!.values), missing: [...x!.missing.keys()] };
}

test.each<[string, string[], number[]]>([
  ["plain", ["1.5", "-2", "+3e4", ".5", "7."], [1.5, -2, 3e4, 0.5, 7]],
  ["per cent", ["12%", "0.5 %", "-100%"], [0.12, 0.005, -1]],
  ["dollars", ["$3.99", "-$1", "$1,234.50"], [3.99, -1, 1234.5]],
  ["euros behind", ["3,99 €", "1.234,50 €"], [3.99, 1234.5]],
  ["a minus sign of Unicode", ["−1.5", "2.5"], [-1.5, 2.5]],
  ["spaces that do not break", ["1\u00a0234.5", "12\u202f345", "\u00a07"], [1234.5, 12345, 7]],
  ["apostrophes between thousands", ["1'234.5", "1’234’567"], [1234.5, 1234567]],
  ["digits of full width", ["１２．５", "３"], [12.5, 3]],
  ["decimal commas", ["0,5", "1,25", "1.234,5", "2.500"], [0.5, 1.25, 1234.5, 2500]],
  ["commas between thousands", ["1,234", "0.5", "1,234,567.25"], [1234, 0.5, 1234567.25]],
])("numbers in text are numbers: %s", async (_, cells, values) => {
  expect(await column(cells)).toEqual({ kind: "numeric", values, missing: [] });
});

test.each<[string, string[]]>([
  ["as NumPy prints arrays", ["[ 0.1 -0.2 ]", "[1. 2.]"]],
  ["as NumPy prints numbers", ["[0.1, -0.2]", "[1., 2.]"]],
  ["tuples", ["(0.1, -0.2)", "(1, 2)"]],
  ["arrays of databases", ["{0.1,-0.2}", "{1,2}"]],
  ["with their names", ["array([ 0.1, -0.2])", "tensor([1., 2.], dtype=torch.float64)"]],
  ["over several lines", ["[ 0.1\n -0.2 ]", "[1\n2]"]],
  ["with minus signs of Unicode", ["[0.1, \u22120.2]", "(1 2)"]],
])("vectors in text are vectors: %s", async (_, cells) => {
  expect(await column(cells)).toEqual({ kind: "vector", values: [0.1, -0.2, 1, 2], missing: [] });
});

test("a vector may begin with the minus sign of Unicode", async () => {
  expect(await column(["[\u22120.5 2]", "{\u22121,\u22122}"])).toEqual({
    kind: "vector",
    values: [-0.5, 2, -1, -2],
    missing: [],
  });
});

test("nested lists keep their shape, in text and in JSON, and ragged ones are refused with their axis", async () => {
  const wanted = [
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    [
      [7, 8],
      [9, 10],
      [11, 12],
    ],
  ];
  for (const cells of [
    wanted,
    wanted.map((cell) => JSON.stringify(cell)),
    ["[[1 2]\n [3 4]\n [5 6]]", "[[7 8] [9 10] [11 12]]"],
  ]) {
    const { columns } = await readTable(await files.write("a.jsonl", lines(cells)));
    expect(columns[0]).toMatchObject({ kind: "vector", shape: [3, 2], values: Float64Array.from(wanted.flat(2)) });
  }
  await expect(column([[[1, 2]], [[1, 2, 3]]])).rejects.toThrow(
    "expected 2 numbers in axis 2, as on line 1, received 3 numbers",
  );
  await expect(column([[[1]], [1]])).rejects.toThrow("expected 1 numbers in axis 2");
});

test.each<[string, string[], string]>([
  ["shortened by NumPy", ["[0.1 0.2 ... 0.9]", "[1. 2. ... 3.]"], "NumPy has shortened it"],
  ["cut off", ["[0.1, 0.2", "[1, 2"], "a complete vector"],
  ["without brackets", ["0.1 0.2", "1 2"], 'kinds: { "x": "vector" }'],
  ["of several units", ["3%", "4"], "expected numbers in % in all rows"],
  ["in several currencies", ["$3", "€4"], "expected numbers in $ in all rows"],
  ["half of them numbers", ["[1]", "2"], "expected a vector, like most"],
  ["without end", ["[".repeat(1000), "[".repeat(1000)], "a complete vector"],
])("numbers that cannot be read are refused and never words: %s", async (_, cells, message) => {
  await expect(column(cells)).rejects.toThrow(message);
});

test("lists without brackets are vectors where that is said, and words stay words", async () => {
  expect((await column(["0.1 0.2", "1;2", "3, 4"], { kinds: { x: "vector" } })).values).toEqual([0.1, 0.2, 1, 2, 3, 4]);
  for (const cells of [
    ["2024-05-01", "1999-12-31"],
    ["1.2.3", "4.5.6"],
    ["12:30", "7:15"],
    ["+49 30 123", "5-6", "n-a"],
    ["a[1]", "b"],
  ])
    expect(await column(cells)).toEqual({ kind: "categorical", values: cells, missing: [] });
});

test("a file that uses both decimal signs, or one that may be either, is refused until it says which", async () => {
  const write = (...rows: string[]) => files.write("a.csv", rows.join("\n"));
  const both = "expected numbers with the same decimal sign in all columns, received";
  await expect(readTable(await write("x;y", "0,5;1.5", "1,5;2.5"))).rejects.toThrow(`${both} "1.5" and "0,5"`);
  await expect(readTable(await write("x;y", "1,234;a", "5,678;b"))).rejects.toThrow(
    `${both} "1,234", which may be two numbers`,
  );
  const told = async (options: ReadOptions) =>
    Array.from<unknown>((await readTable(await write("x;y", "1,234;a", "5,678;b"), options)).columns[0]!.values);
  expect(await told({ decimal: "," })).toEqual([1.234, 5.678]);
  expect(await told({ decimal: "." })).toEqual([1234, 5678]);
  expect(await told({ thousands: "," })).toEqual([1234, 5678]);
  for (const separator of ["\t", "|", ";"]) {
    const table = await readTable(await write(`x${separator}y`, `0,5${separator}1`, `1,25${separator}2.345,5`));
    expect(table.columns.map(({ values }) => [...values])).toEqual([
      [0.5, 1.25],
      [1, 2345.5],
    ]);
  }
});

test("what the first rows say of numbers holds for the others", async () => {
  const path = await files.write("a.csv", `x;y\n${"0,5;1\n".repeat(4)}1.5;2\n`);
  const read = async () => {
    for await (const _ of tableChunks(path, {}, 2));
  };
  await expect(read()).rejects.toThrow('line 6, column "x": expected a number, received "1.5"');
});

test("what tools write for a missing value is one, and so are words that are named", async () => {
  const words = ["", "#N/A", "<NA>", "\\N", "-nan", "NA", "null", "None", ".", "-", "Infinity", "n/a", "?"];
  const { missing } = await column(["1", ...words, "2", ...words.map((_, i) => String(i))]);
  expect(missing).toEqual(words.map((_, i) => i + 1));
  expect((await column(["1", "-999", "2"], { missingWords: ["-999"] })).missing).toEqual([1]);
  expect((await column([1, -999, 2], { missingWords: ["-999"] })).missing).toEqual([1]);
  expect((await column(["NA", "DE", "#N/A", "-"])).missing).toEqual([2]);
  const python = await files.write(
    "b.jsonl",
    '{"x": NaN, "w": "NaN"}\n{"x": -Infinity, "w": "a \\"NaN\\""}\n{"x": 1, "w": "b"}\n',
  );
  const [x, w] = (await readTable(python)).columns;
  expect([[...x!.missing.keys()], w!.values]).toEqual([
    [0, 1],
    ["NaN", 'a "NaN"', "b"],
  ]);
});

test("lists keep float64 until they are standardised", async () => {
  const cells = Array.from({ length: 50 }, (_, i) => [1.7e9 + i / 1000, i]);
  expect((await column(cells)).values).toEqual(cells.flat());
  const path = await files.write("u.jsonl", cells.map((x) => JSON.stringify({ x })).join("\n"));
  const other = await files.write("v.jsonl", cells.map(([, y]) => JSON.stringify({ y })).join("\n"));
  const { metadata } = await readPairs({ u: path, v: other });
  // Their deviation is that of the numbers beside them, by a thousand.
  const [fine, coarse] = metadata.u.transform.scale ?? [];
  expect(fine! / coarse!).toBeCloseTo(1000, 2);
});

test("instants have one text whatever wrote them, so that they join", async () => {
  const csv = await files.write(
    "a.csv",
    "t,x\n2024-05-01 12:00:00.000037,1\n2024-05-01 14:00:00+02:00,2\n2024-05-02,3\n",
  );
  const jsonl = await files.write(
    "b.jsonl",
    ["2024-05-02T00:00:00.000Z", "2024-05-01T12:00:00Z", "2024-05-01T12:00:00.000037000Z"]
      .map((t, y) => JSON.stringify({ t, y }))
      .join("\n"),
  );
  const { origins } = await readPairs({ u: csv, v: jsonl, key: "t", split: { test: 0.4, validation: 0 } });
  const keys = [...origins.train.keys, ...origins.test.keys].sort();
  expect(keys).toEqual(["2024-05-01T12:00:00.000037Z", "2024-05-01T12:00:00Z", "2024-05-02"]);
});
