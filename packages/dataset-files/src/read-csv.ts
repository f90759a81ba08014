import { demand } from "@crosstilt/core";
import { type CsvRecord, csvParser } from "@crosstilt/formats";
import { saidSeparator, separatorOf } from "./csv-separator.js";
import { chosenNames, type ReadOptions } from "./read-options.js";
import { endingOf, type SourceFile } from "./source-file.js";
import type { Table } from "./table.js";
import { typedColumns } from "./typed-columns.js";

/**
 * A CSV file: the first line names the columns, every other line has as many fields. A first column without a name is what pandas
 * and R call the rows, and no other without a name may hold anything. At most so many rows at a time.
 */
export async function* csvChunks(file: SourceFile, options: ReadOptions, size: number): AsyncGenerator<Table> {
  const { path } = file;
  let separator = options.separator ?? saidByEnding(path);
  let names: string[] | undefined;
  let rows: CsvRecord[] = [];
  let count = 0;
  for await (const { records, ...found } of csvRecords(file, separator)) {
    separator = found.separator;
    for (const record of records) if (!names || names.length === 1 || !isBlank(record)) rows.push(record);
    if (!names) rows = withoutFirstBlanks(rows);
    if (!names && rows.length > 0) [names, rows] = headOf(path, rows, options);
    while (names && rows.length > size) {
      const end = valuesIn(rows.slice(0, size));
      // Only blank lines, which may be those at the end of the file.
      if (end === 0) break;
      yield tableOf(path, names, rows.slice(0, end), separator, options);
      rows = rows.slice(end);
      count += end;
    }
  }
  names ??= namesOf(path, rows, options);
  const end = valuesIn(rows);
  if (end > 0 || count === 0) yield tableOf(path, names, rows.slice(0, end), separator ?? ",", options);
}

/** Whether the first line that is not blank is all numbers, which may be the names of columns or values. */
export async function firstLineIsNumbers(file: SourceFile): Promise<boolean> {
  for await (const { records } of csvRecords(file, saidByEnding(file.path))) {
    const first = records.find((record) => !isBlank(record));
    if (first) return areNumbers(namesIn(first));
  }
  return false;
}

const saidByEnding = (path: string) => (endingOf(path) === ".tsv" ? "\t" : undefined);

/** Blank lines say nothing; only between the rows of a single column they are missing values. */
const isBlank = ({ fields }: CsvRecord) => fields.length === 0 || (fields.length === 1 && fields[0]!.trim() === "");

/** The number of records without the blank ones at their end. */
const valuesIn = (records: readonly CsvRecord[]) => records.findLastIndex((record) => !isBlank(record)) + 1;

const withoutFirstBlanks = (records: CsvRecord[]) => {
  const first = records.findIndex((record) => !isBlank(record));
  return first < 0 ? [] : records.slice(first);
};

/** The records of a file, and what stands between their fields. */
async function* csvRecords({ path, text: pieces }: SourceFile, given: string | undefined) {
  let separator = given;
  let parser: ReturnType<typeof csvParser> | undefined;
  for await (const text of pieces()) {
    const said = parser ? undefined : saidSeparator(text);
    separator ??= said ?? separatorOf(text);
    parser ??= csvParser(path, separator);
    const records = parser.push(text);
    yield { separator, records: withoutBlanks(said === undefined ? records : records.slice(1), separator) };
  }
  if (parser && separator) yield { separator, records: withoutBlanks(parser.end(), separator) };
}

/** Between blanks there are no empty fields: several are one. */
const withoutBlanks = (records: readonly CsvRecord[], separator: string): readonly CsvRecord[] =>
  separator === " "
    ? records.map(({ line, fields }) => ({ line, fields: fields.filter((field) => field !== "") }))
    : records;

function headOf(path: string, rows: CsvRecord[], options: ReadOptions): [names: string[], rows: CsvRecord[]] {
  const names = namesOf(path, rows, options);
  const values = options.header === false ? rows : rows.slice(1);
  return [names, names.length > 1 ? values.filter((record) => !isBlank(record)) : values];
}

function tableOf(
  path: string,
  names: readonly string[],
  rows: readonly CsvRecord[],
  separator: string,
  options: ReadOptions,
): Table {
  demandRows(path, rows, names.length, separator);
  const place = (row: number) => `line ${rows[row]!.line}`;
  demandNothingUnnamed(path, names, rows);
  const places = new Map(names.flatMap((name, j) => (name !== "" ? [[name, j]] : j === 0 ? [[ROW_NAMES, j]] : [])));
  const known = [...places.keys()];
  const cellsOf = (name: string) => {
    const j = places.get(name)!;
    return rows.map(({ fields }) => fields[j]!);
  };
  const columns = chosenNames(known, options).map((name) => ({ name, cells: cellsOf(name) }));
  return {
    path,
    rows: rows.length,
    names: known,
    place,
    ...(names[0] === "" && { rowNames: { column: ROW_NAMES, names: cellsOf(ROW_NAMES) } }),
    ...typedColumns({ path, columns, place }, options),
  };
}

/** What pandas calls the first column where it has no name: what it wrote there itself is its index. */
const ROW_NAMES = "Unnamed: 0";

function namesOf(path: string, records: readonly CsvRecord[], { header }: ReadOptions): string[] {
  demand(records.length > 0, () => ({
    argument: path,
    expected: "a line of column names and lines of values",
    received: "an empty file",
  }));
  const { fields, line } = records[0]!;
  if (header === false) return fields.map((_, j) => `column${j + 1}`);
  const names = namesIn({ fields, line });
  demand(header || !areNumbers(names), () => ({
    argument: `${path}, line ${line}`,
    expected: "names of columns",
    received: `only numbers: ${names.slice(0, 4).join(", ")}`,
    remedy: isCounted(names)
      ? "Pass header: true if these are names (pandas counts columns without names), header: false if they are values"
      : "Add a line of names, or pass header: false (header: true if these are names)",
  }));
  demandOwnNames(path, line, names);
  return names;
}

const namesIn = ({ fields }: CsvRecord) => withoutHash(fields.map((name) => name.trim()));

/** Whether a line may as well be values, of which some are missing. */
const areNumbers = (names: readonly string[]) =>
  names.some((name) => name !== "") && names.every((name) => Number.isFinite(Number(name)));

/** Names that NumPy writes behind a mark of a comment. */
const withoutHash = ([first, ...others]: string[]): string[] =>
  first === "#" && others.length > 0 ? others : [first!.replace(/^# +/, ""), ...others];

/** Also behind an index without a name. */
const isCounted = (names: readonly string[]) =>
  names.filter((name, j) => j > 0 || name !== "").every((name, j) => name === String(j));

function demandOwnNames(path: string, line: number, names: readonly string[]): void {
  const seen = new Set<string>();
  const wrong = names.findIndex((name) => name !== "" && seen.size === seen.add(name).size);
  demand(wrong < 0, () => ({
    argument: `${path}, line ${line}, column ${wrong + 1}`,
    expected: "a name of its own",
    received: `"${names[wrong]}" again`,
    remedy: "Rename the column, or remove it",
  }));
}

/** Separators at the end of all lines make columns of nothing. */
function demandNothingUnnamed(path: string, names: readonly string[], rows: readonly CsvRecord[]): void {
  const unnamed = names.flatMap((name, j) => (name === "" && j > 0 ? [j] : []));
  for (const j of unnamed) {
    const row = rows.find(({ fields }) => fields.length === names.length && fields[j]!.trim() !== "");
    demand(row === undefined, () => ({
      argument: `${path}, line ${row?.line}, column ${j + 1}`,
      expected: "nothing, since the column has no name",
      received: `"${row?.fields[j]}"`,
      remedy: "Name the column in the first line, or remove it",
    }));
  }
}

function demandRows(path: string, rows: readonly CsvRecord[], width: number, separator: string): void {
  demand(rows.length > 0, () => ({
    argument: path,
    expected: "at least one line of values",
    received: "none",
    remedy: "If it has some, save it with line ends of LF or CRLF",
  }));
  const ragged = rows.find(({ fields }) => fields.length !== width);
  demand(ragged === undefined, () => ({
    argument: `${path}, line ${ragged?.line}`,
    expected: `${width} fields, as many as there are columns`,
    received: String(ragged?.fields.length),
    remedy: `Put fields that contain "${separator}" in quotes`,
  }));
}
