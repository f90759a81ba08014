import { demand, refusal } from "@crosstilt/core";
import { columnFrom } from "./cells.js";
import { chosenNames, type ReadOptions } from "./read-options.js";
import type { SourceFile } from "./source-file.js";
import type { Table } from "./table.js";

interface JsonRow {
  readonly line: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/** A file of one JSON object a line; a name that a line lacks is a missing value. At most so many rows at a time. */
export async function* jsonlChunks(file: SourceFile, options: ReadOptions, size: number): AsyncGenerator<Table> {
  const { path } = file;
  let rows: JsonRow[] = [];
  let count = 0;
  for await (const { line, text } of lines(file)) {
    if (text.trim() === "") continue;
    rows.push({ line, value: parse(path, line, text) });
    count += 1;
    if (rows.length < size) continue;
    yield tableOf(path, rows, options);
    rows = [];
  }
  demand(count > 0, () => ({ argument: path, expected: "at least one line of JSON", received: "none" }));
  if (rows.length > 0) yield tableOf(path, rows, options);
}

function tableOf(path: string, rows: readonly JsonRow[], options: ReadOptions): Table {
  const names = [...new Set(rows.flatMap(({ value }) => Object.keys(value)))];
  const place = (row: number) => `line ${rows[row].line}`;
  const columns = chosenNames(names, options).map((name) => {
    const cells = rows.map(({ value }) => (Object.hasOwn(value, name) ? value[name] : undefined));
    return columnFrom({ path, name, cells, kind: options.kinds?.[name], place });
  });
  return { path, rows: rows.length, columns, names, place };
}

async function* lines({ text: pieces }: SourceFile): AsyncGenerator<{ line: number; text: string }> {
  let line = 1;
  let rest = "";
  for await (const text of pieces()) {
    const complete = (rest + text).split("\n");
    rest = complete.pop() ?? "";
    for (const one of complete) yield { line: line++, text: one };
  }
  yield { line, text: rest };
}

function parse(path: string, line: number, text: string): Record<string, unknown> {
  const argument = `${path}, line ${line}`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refusal({ argument, expected: "one JSON object", received: (error as Error).message });
  }
  demand(typeof value === "object" && value !== null && !Array.isArray(value), () => ({
    argument,
    expected: "one JSON object",
    received: text.trim().slice(0, 60),
  }));
  return value as Record<string, unknown>;
}
