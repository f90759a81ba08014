import { demand } from "@crosstilt/core";
import { parseJson } from "./parse-json.js";
import { chosenNames, type ReadOptions } from "./read-options.js";
import type { SourceFile } from "./source-file.js";
import type { Table } from "./table.js";
import { typedColumns } from "./typed-columns.js";

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
    rows.push({ line, value: parseJson(`${path}, line ${line}`, text) });
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
  const place = (row: number) => `line ${rows[row]!.line}`;
  const columns = chosenNames(names, options).map((name) => ({
    name,
    cells: rows.map(({ value }) => (Object.hasOwn(value, name) ? value[name] : undefined)),
  }));
  return { path, rows: rows.length, names, place, ...typedColumns({ path, columns, place }, options) };
}

/** Lines that may be as long as memory allows. */
async function* lines({ text: pieces }: SourceFile): AsyncGenerator<{ line: number; text: string }> {
  let line = 1;
  let begun: string[] = [];
  for await (const text of pieces()) {
    const [first, ...others] = text.split("\n");
    begun.push(first!);
    for (const next of others) {
      yield { line: line++, text: begun.join("") };
      begun = [next];
    }
  }
  yield { line, text: begun.join("") };
}
