import { describe, expect, test } from "vitest";
import { readPairs, readTable } from "../src/index.js";
import { temporaryFolder } from "./files.js";

const files = temporaryFolder();

const utf16 = (text: string, bigEndian: boolean) => {
  const bytes = new Uint8Array(2 * text.length + 2);
  const view = new DataView(bytes.buffer);
  [...`\ufeff${text}`].forEach((character, i) => {
    view.setUint16(2 * i, character.charCodeAt(0), !bigEndian);
  });
  return bytes;
};

describe("UTF-16 with its mark", () => {
  test.each([
    ["as Excel writes it", false],
    ["with the higher byte first", true],
  ])("%s is read", async (_, bigEndian) => {
    const path = await files.write("a.tsv", utf16("name\tx\r\nZürich\t1,5\r\n€ \u4e2d\t2,5\r\n", bigEndian));
    const { columns } = await readTable(path, { decimal: "," });
    expect(columns.map(({ values }) => [...values])).toEqual([
      ["Zürich", "€ \u4e2d"],
      [1.5, 2.5],
    ]);
  });

  test("is refused where it is damaged", async () => {
    const path = await files.write("a.csv", Uint8Array.of(0xff, 0xfe, 0x78, 0, 10, 0, 0, 0xd8, 10, 0));
    await expect(readTable(path)).rejects.toThrow("expected text in UTF-8, or in UTF-16 with a byte order mark");
  });
});

describe("the index that pandas and R write without a name", () => {
  const rows = (order: readonly number[], columns: string) =>
    [columns, ...order.map((i) => `${i},${Math.sin(i)}`)].join("\n");
  const order = Array.from({ length: 60 }, (_, i) => i);

  test("is no feature, and can be the key", async () => {
    const u = await files.write("u.csv", rows(order, ",x"));
    const v = await files.write("v.csv", rows([...order].reverse(), '"",y'));
    const table = await readTable(u);
    expect([table.names, table.columns.map(({ name }) => name)]).toEqual([["Unnamed: 0", "x"], ["x"]]);
    const split = { test: 0.3, validation: 0 };
    const { origins } = await readPairs({ u, v, key: "Unnamed: 0", split });
    expect(Array.from(origins.test.rows.v)).toEqual(Array.from(origins.test.rows.u, (row) => 59 - row));
    await expect(readPairs({ u, v, split })).rejects.toThrow(
      /expected rows in the same order.*Join them by their names: key "Unnamed: 0" for u and "Unnamed: 0" for v/,
    );
  });
});

test("separators at the end of every line make no column", async () => {
  const path = await files.write("a.csv", "x;y;;\n1;2;;\n3;4; ;\n");
  const { columns, names } = await readTable(path);
  expect(names).toEqual(["x", "y"]);
  expect(columns.map(({ values }) => [...values])).toEqual([
    [1, 3],
    [2, 4],
  ]);
});
