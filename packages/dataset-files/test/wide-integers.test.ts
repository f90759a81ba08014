import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readTable } from "../src/index.js";

/** Written by `fixtures/wide.py`. */
const path = (name: string) => fileURLToPath(new URL(`fixtures/written/${name}`, import.meta.url));

describe.each(["polars-wide.arrow", "polars-wide-stream.arrow", "polars-wide.parquet"])("%s", (name) => {
  const columns = ["signed", "x", "unsigned"];

  test("integers of 128 bits are numbers, and as keys have all their digits", async () => {
    const numbers = await readTable(path(name), { columns });
    expect(numbers.columns.map((column) => [...column.values])).toEqual([
      [-1, 0, 2 ** 100, -(2 ** 120), 5, Number.NaN],
      [0.5, 1.5, 2.5, 3.5, 4.5, 5.5],
      [1, 2, 3, 4, 5, 2 ** 127],
    ]);
    expect([...numbers.columns[0]!.missing.keys()]).toEqual([5]);
    const words = await readTable(path(name), { columns, kinds: { signed: "categorical", unsigned: "categorical" } });
    const digits = (integers: readonly bigint[]) => integers.map(String);
    expect(words.columns[0]?.values.slice(0, 5)).toEqual(digits([-1n, 0n, 2n ** 100n, -(2n ** 120n), 5n]));
    expect(words.columns[2]?.values).toEqual(digits([1n, 2n, 3n, 4n, 5n, 2n ** 127n]));
  });
});

test.each(["polars-wide.arrow", "polars-wide-stream.arrow"])(
  "within the lists of %s they are refused by name, and block no other column",
  async (name) => {
    await expect(readTable(path(name), { columns: ["within"] })).rejects.toThrow(
      'row 1, column "within": expected numbers only, received 16 bytes',
    );
    expect((await readTable(path(name), { columns: ["x"] })).rows).toBe(6);
  },
);
