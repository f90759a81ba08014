import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Column, type ReadOptions, readTable } from "../src/index.js";

/** What the tool that wrote a column reads back, `null` where something is missing; or what refuses it. */
interface Expected {
  readonly kind?: Column["kind"];
  readonly shape?: readonly number[];
  readonly values?: readonly unknown[];
  readonly refused?: string;
}

interface Case {
  readonly tool: string;
  readonly file: string;
  readonly column: string;
  readonly feature: Expected | null;
  readonly key: Expected | null;
  readonly options?: ReadOptions;
}

/** Files of other tools and what those read back; `fixtures/recipe.py` makes both. */
const folder = new URL("fixtures/written/", import.meta.url);
const cases: Case[] = JSON.parse(readFileSync(new URL("cases.json", folder), "utf8"));

function rowsOf(column: Column, rows: number): unknown[] {
  const width = column.values.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    if (column.missing.has(row)) return null;
    return column.kind === "vector"
      ? Array.from(column.values.slice(row * width, (row + 1) * width))
      : column.values[row];
  });
}

async function check({ file, column, options = {} }: Case, { refused, ...wanted }: Expected, read: ReadOptions) {
  const path = fileURLToPath(new URL(file, folder));
  const reading = readTable(path, { ...options, ...read, columns: column === "values" ? undefined : [column] });
  if (refused !== undefined) return expect(reading).rejects.toThrow(refused);
  const table = await reading;
  const found = table.columns[0]!;
  const shape = found.kind === "vector" ? { shape: found.shape } : {};
  expect({ kind: found.kind, ...shape, values: rowsOf(found, table.rows) }).toMatchObject(wanted);
}

describe.each([...new Set(cases.map(({ file }) => file))])("%s", (file) => {
  const own = cases.filter((one) => one.file === file);
  test.each(own.flatMap((one) => (one.feature ? [[one.column, one, one.feature] as const] : [])))(
    "column %s is what its writer reads back",
    (_, one, feature) => check(one, feature, {}),
  );
  test.each(own.flatMap((one) => (one.key ? [[one.column, one, one.key] as const] : [])))(
    "column %s as a key is what its writer reads back",
    (_, one, key) => check(one, key, { kinds: { [one.column]: "categorical" } }),
  );
});

test("there are at least 400 cases", () => {
  expect(cases.flatMap(({ feature, key }) => [feature, key]).filter(Boolean).length).toBeGreaterThanOrEqual(400);
});
