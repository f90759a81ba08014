import { demand } from "@crosstilt/core";
import { type CsvRecord, csvParser } from "@crosstilt/formats";
import { columnFrom } from "./cells.js";
import { chosenNames, type ReadOptions } from "./read-options.js";
import type { SourceFile } from "./source-file.js";
import type { Table } from "./table.js";

/** A CSV file: the first line names the columns, every other line has as many fields. */
export async function readCsv({ path, text: pieces }: SourceFile, options: ReadOptions): Promise<Table> {
  const separator = options.separator ?? (/\.tsv$/i.test(path) ? "\t" : ",");
  const parser = csvParser(path, separator);
  const records: CsvRecord[] = [];
  for await (const text of pieces()) records.push(...parser.push(text));
  records.push(...parser.end());
  const names = namesOf(path, records, options);
  const rows = withoutBlankLines(options.header === false ? records : records.slice(1), names.length);
  demandRows(path, rows, names.length, separator);
  const place = (row: number) => `line ${rows[row].line}`;
  const columns = chosenNames(names, options).map((name) => {
    const j = names.indexOf(name);
    const cells = rows.map(({ fields }) => fields[j]);
    return columnFrom({ path, name, cells, kind: options.kinds?.[name], textual: true, place });
  });
  return { path, rows: rows.length, columns, names, place };
}

/** Blank lines say nothing; only between the rows of a single column they are missing values. */
function withoutBlankLines(records: readonly CsvRecord[], width: number): CsvRecord[] {
  const blank = ({ fields }: CsvRecord) => fields.length === 1 && fields[0].trim() === "";
  const last = records.findLastIndex((record) => !blank(record));
  return records.slice(0, last + 1).filter((record) => width === 1 || !blank(record));
}

function namesOf(path: string, records: readonly CsvRecord[], { header = true }: ReadOptions): string[] {
  demand(records.length > 0, () => ({
    argument: path,
    expected: "a line of column names and lines of values",
    received: "an empty file",
  }));
  const first = records[0].fields;
  if (!header) return first.map((_, j) => `column${j + 1}`);
  const names = first.map((name) => name.trim());
  demand(!names.every((name) => name !== "" && Number.isFinite(Number(name))), () => ({
    argument: `${path}, line ${records[0].line}`,
    expected: "names of columns",
    received: `only numbers: ${names.slice(0, 4).join(", ")}`,
    remedy: "Add a line of names, or pass header: false",
  }));
  const wrong = names.findIndex((name, j) => name === "" || names.indexOf(name) !== j);
  demand(wrong < 0, () => ({
    argument: `${path}, line ${records[0].line}, column ${wrong + 1}`,
    expected: "a name of its own",
    received: names[wrong] === "" ? "an empty name" : `"${names[wrong]}" again`,
  }));
  return names;
}

function demandRows(path: string, rows: readonly CsvRecord[], width: number, separator: string): void {
  demand(rows.length > 0, () => ({ argument: path, expected: "at least one line of values", received: "none" }));
  const ragged = rows.find(({ fields }) => fields.length !== width);
  demand(ragged === undefined, () => ({
    argument: `${path}, line ${ragged?.line}`,
    expected: `${width} fields, as many as there are columns`,
    received: String(ragged?.fields.length),
    remedy: `Put fields that contain "${separator}" in quotes`,
  }));
}
