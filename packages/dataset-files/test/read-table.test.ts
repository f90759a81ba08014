import { encodeNpy, encodeNpz, encodeSafetensors } from "@crosstilt/formats";
import { Table as ArrowTable, Field, FixedSizeList, Float32, tableToIPC, vectorFromArray } from "apache-arrow";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import { readTable, type Table } from "../src/index.js";
import { temporaryFolder } from "./files.js";

const files = temporaryFolder();

/** The columns as plain values by name. */
function plain({ columns }: Table): Record<string, unknown> {
  return Object.fromEntries(columns.map(({ name, values }) => [name, Array.from<number | string>(values)]));
}

const expected = { id: ["x", "y", "z"], size: [1, -2.5, 3e4], code: [0.5, 1, 2, 3, 4, 5] };

test("the same table is read from CSV, TSV, JSONL, Parquet and Arrow", async () => {
  const vectors = [
    [0.5, 1],
    [2, 3],
    [4, 5],
  ];
  const rows = expected.id.map((id, i) => ({ id, size: expected.size[i], code: vectors[i] }));
  const delimited = (separator: string) =>
    [["id", "size", "code"], ...rows.map(({ id, size, code }) => [id, size, `"[${code}]"`])]
      .map((row) => row.join(separator))
      .join("\n");
  const list = { name: "code", repetition_type: "REQUIRED", converted_type: "LIST", num_children: 1 } as const;
  const parquet = parquetWriteBuffer({
    columnData: [
      { name: "id", data: expected.id },
      { name: "size", data: expected.size },
      { name: "code", data: vectors },
    ],
    schema: [
      { name: "root", num_children: 3 },
      { name: "id", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
      { name: "size", type: "DOUBLE", repetition_type: "REQUIRED" },
      list,
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", type: "FLOAT", repetition_type: "REQUIRED" },
    ],
  });
  const code = vectorFromArray(vectors, new FixedSizeList(2, new Field("item", new Float32())));
  const size = vectorFromArray(Float64Array.from(expected.size));
  const arrow = new ArrowTable({ id: vectorFromArray(expected.id), size, code });
  const contents = {
    "a.csv": `\ufeff${delimited(",")}\r\n`,
    "a.tsv": delimited("\t"),
    "a.jsonl": rows.map((row) => JSON.stringify(row)).join("\n"),
    "a.parquet": new Uint8Array(parquet),
    "a.arrow": tableToIPC(arrow, "file"),
    "a.feather": tableToIPC(arrow, "stream"),
  };
  for (const [name, content] of Object.entries(contents)) {
    const table = await readTable(await files.write(name, content));
    expect([name, table.rows, plain(table)]).toEqual([name, 3, expected]);
  }
});

test("arrays keep their shape, and scalars of a row are numbers", async () => {
  const images = { shape: [2, 2, 2], data: Float32Array.from({ length: 8 }, (_, i) => i) };
  const labels = { shape: [2], data: BigInt64Array.of(7n, 3n) };
  const npy = await readTable(await files.write("a.npy", encodeNpy(images)));
  expect(npy.columns).toEqual([
    { name: "values", kind: "vector", values: images.data, shape: [2, 2], missing: new Map() },
  ]);
  for (const [name, content] of [
    ["a.npz", encodeNpz({ images, labels })],
    ["a.safetensors", encodeSafetensors({ tensors: { images, labels } })],
  ] as const) {
    const table = await readTable(await files.write(name, content));
    expect(plain(table)).toEqual({ images: Array.from(images.data), labels: [7, 3] });
  }
});

test("only the chosen columns are read, whatever stands in the others", async () => {
  const path = await files.write("a.csv", "x,noise\n1,2\n3,4\n5,oops\n");
  expect(plain(await readTable(path, { columns: ["x"] }))).toEqual({ x: [1, 3, 5] });
  const arrays = {
    u: { shape: [2], data: Float32Array.of(1, 2) },
    other: { shape: [3], data: Float32Array.of(1, 2, 3) },
  };
  expect(plain(await readTable(await files.write("a.npz", encodeNpz(arrays)), { columns: ["u"] }))).toEqual({
    u: [1, 2],
  });
});

test("words stay words where kinds say so, also those that look like numbers or nothing", async () => {
  const path = await files.write("a.csv", "zip,state\n007,NA\n08,none\n");
  expect(plain(await readTable(path, { kinds: { zip: "categorical" } }))).toEqual({
    zip: ["007", "08"],
    state: ["NA", "none"],
  });
});

test("what is missing is remembered with what stands there", async () => {
  const csv = await readTable(await files.write("a.csv", "x,w\n1,a\n,\nNaN,b\n-inf,c\n"));
  expect(csv.columns.map(({ missing }) => [...missing])).toEqual([
    [
      [1, "an empty cell"],
      [2, "NaN"],
      [3, "-inf"],
    ],
    [[1, "an empty cell"]],
  ]);
  const jsonl = await readTable(await files.write("a.jsonl", '{"x":1,"c":[1,2]}\n{"c":[3,null]}\n'));
  expect(jsonl.columns.map(({ missing }) => [...missing])).toEqual([[[1, "nothing"]], [[1, "null in entry 1"]]]);
  const npy = encodeNpy({ shape: [2, 2], data: Float64Array.of(1, 2, 3, Number.NaN) });
  expect([...(await readTable(await files.write("a.npy", npy))).columns[0]!.missing]).toEqual([[1, "NaN in entry 1"]]);
});

test("a blank line is nothing between rows of several columns, and a missing value in a single one", async () => {
  expect((await readTable(await files.write("a.csv", "x,y\n1,2\n\n3,4\n\n"))).rows).toBe(2);
  const single = await readTable(await files.write("b.csv", "x\n1\n\n3\n\n"));
  expect([single.rows, single.place(2), [...single.columns[0]!.missing.keys()]]).toEqual([3, "line 4", [1]]);
});

test.each([
  ["a.csv", "", "a.csv: expected a line of column names and lines of values, received an empty file"],
  ["a.csv", "x,y\n", "a.csv: expected at least one line of values, received none"],
  ["a.csv", "x,y\n1,2\n3\n", "a.csv, line 3: expected 2 fields, as many as there are columns, received 1"],
  ["a.csv", "x,y\n1,2\n3,4,5\n", 'received 3. Put fields that contain "," in quotes'],
  ["a.csv", "1,2\n3,4\n", "a.csv, line 1: expected names of columns, received only numbers: 1, 2"],
  ["a.csv", "x,x\n1,2\n", 'a.csv, line 1, column 2: expected a name of its own, received "x" again'],
  ["a.csv", "x,\n1,\n1,2\n", 'a.csv, line 3, column 2: expected nothing, since the column has no name, received "2"'],
  ["a.csv", ",0.5,2\n0,1,2\n", "a.csv, line 1: expected names of columns, received only numbers: , 0.5, 2"],
  ["a.csv", ",0,1\n0,1,2\n", "Pass header: true if these are names (pandas counts columns"],
  ["a.csv", "x\n1\n2\n3,5\n", "a.csv, line 4: expected 1 fields"],
  [
    "a.csv",
    'x,y\n1,a\n2,b\n"3..5",c\n',
    'a.csv, line 4, column "x": expected a number, like most of the column, received "3..5"',
  ],
  ["a.csv", 'x\n"[1, 2]"\n"[1]"\n', 'a.csv, line 3, column "x": expected 2 numbers, as on line 2, received 1 numbers'],
  ["a.csv", Uint8Array.of(120, 10, 0xe9, 10), "a.csv, line 2: expected text in UTF-8"],
  ["a.jsonl", '{"x":1}\n{"x":\n', "a.jsonl, line 2: expected one JSON object"],
  ["a.jsonl", '{"x":1}\n[2]\n', "a.jsonl, line 2: expected one JSON object, received [2]"],
  [
    "a.jsonl",
    '{"x":1}\n{"x":2}\n{"x":"3?"}\n',
    'a.jsonl, line 3, column "x": expected a number, like most of the column, received "3?"',
  ],
  ["a.jsonl", '{"x":[1,2]}\n{"x":["a",2]}\n', 'a.jsonl, line 2, column "x": expected numbers only, received "a"'],
  ["a.jsonl", '{"x":{"y":1}}\n', 'a.jsonl, line 1, column "x": expected a word or number'],
  ["a.jsonl", '{"x":{"y":1}}\n', "leave the column out"],
  ["a.jsonl", '{"x":[]}\n', "expected a vector of at least one number"],
  ["a.jsonl", "\n", "a.jsonl: expected at least one line of JSON"],
  ["a.npy", "not an array", "a.npy: expected an NPY file"],
  [
    "a.npy",
    encodeNpy({ shape: [0, 3], data: new Float32Array(0) }),
    'array "values": expected at least one row and one entry a row, received shape [0, 3]',
  ],
  ["a.npy", encodeNpy({ shape: [], data: Float32Array.of(1) }), "received shape []"],
  ["a.npz", encodeNpz({}), "a.npz: expected at least one array"],
  [
    "a.npz",
    encodeNpz({ a: { shape: [2], data: Int8Array.of(1, 2) }, b: { shape: [1], data: Int8Array.of(1) } }),
    'array "b": expected 2 rows, as many as array "a", received 1',
  ],
  ["a.safetensors", "x", "a.safetensors: expected at least the 8 bytes"],
  ["a.parquet", "PAR1 and no more", "a.parquet: expected a complete Parquet file"],
  ["a.arrow", "ARROW1 and no more", "a.arrow: expected"],
  ["a.xlsx", "x", "a.xlsx: expected a file that ends in .csv"],
])("a wrong %s is refused where it is wrong (%#)", async (name, content, message) => {
  await expect(readTable(await files.write(name, content))).rejects.toThrow(message);
});

test("what stands between the fields of a CSV file is found, and a comma is a decimal point between semicolons", async () => {
  const wanted = { x: [0.5, 2], "y, z": ["a,b", "c"] };
  const contents = [
    'x,"y, z"\n0.5,"a,b"\n2,c\n',
    'x;"y, z"\r\n0,5;a,b\r\n2;c\r\n',
    "\n\nx\ty, z\n0.5\ta,b\n2\tc\n",
    'x|"y, z"\n0.5|a,b\n2|c\n',
  ];
  for (const content of contents) {
    const table = await readTable(await files.write("a.csv", content), { kinds: { "y, z": "categorical" } });
    expect([content, plain(table)]).toEqual([content, wanted]);
  }
  const told = await readTable(await files.write("a.csv", "x;y\na;b\n"), { separator: "," });
  expect(plain(told)).toEqual({ "x;y": ["a;b"] });
});

test("integers as keys keep all their digits in arrays, and are refused in JSON, which has lost them", async () => {
  const kinds = { id: "categorical" } as const;
  const id = { shape: [2], data: BigInt64Array.of(2n ** 60n + 1n, -1n) };
  const array = await readTable(await files.write("a.npz", encodeNpz({ id })), { kinds });
  expect(plain(array)).toEqual({ id: ["1152921504606846977", "-1"] });
  const lost = await files.write("a.jsonl", '{"id":1}\n{"id":1152921504606846977}\n');
  await expect(readTable(lost, { kinds })).rejects.toThrow(
    'line 2, column "id": expected a word, or an integer below 2^53',
  );
  expect((await readTable(lost)).columns[0]!.kind).toBe("numeric");
});

test("numbers that are infinite in 32 bits are missing values", async () => {
  const csv = await readTable(await files.write("a.csv", "x,y\n3.4e38,[1]\n1e39,[1e300]\n"));
  expect(csv.columns.map(({ missing }) => [...missing])).toEqual([
    [[1, "1e39, beyond 32-bit floats"]],
    [[1, "1e+300 in entry 0"]],
  ]);
  const array = encodeNpy({ shape: [2], data: Float64Array.of(3.4028235e38, -3.5e38) });
  const { missing } = (await readTable(await files.write("a.npy", array))).columns[0]!;
  expect([...missing.keys()]).toEqual([1]);
});

test("of Parquet only the columns that are asked for are read; dates are words", async () => {
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: "when", data: [new Date(0), new Date(864e5)], type: "TIMESTAMP" },
      { name: "nested", data: [{ a: 1 }, { a: 2 }], type: "JSON" },
    ],
  });
  const { columns, names } = await readTable(await files.write("a.parquet", new Uint8Array(bytes)), {
    columns: ["when"],
  });
  expect(names).toEqual(["when", "nested"]);
  expect(columns.map(({ values }) => values)).toEqual([["1970-01-01", "1970-01-02"]]);
});

test.each(["a.csv", "a.jsonl", "a.npy", "a.npz", "a.safetensors", "a.parquet", "a.arrow"])(
  "a missing %s is refused by name",
  async (name) => {
    await expect(readTable(files.path(name))).rejects.toThrow(
      `${name}: expected a file that can be read, received no such file`,
    );
  },
);
