import { demand, describe } from "@crosstilt/core";
import { type CsvRecord, csvParser } from "@crosstilt/formats";
import { findColumns } from "./names.js";
import type { DecodeOptions } from "./options.js";
import { dateSeconds, type TimeUnits, timeUnits } from "./time-units.js";
import { type DrifterTracks, tracksOf } from "./tracks.js";

const absent = new Set(["", "nan", "na", "n/a", "null", "none", "-", "--"]);
const isAbsent = (cell: string) => absent.has(cell.trim().toLowerCase());

/** A CSV file of fixes: names in the first line, then, as some servers write it, perhaps a line of units. */
export function decodeCsv(name: string, text: string, options: DecodeOptions): DrifterTracks {
  const [header, ...lines] = recordsOf(name, text);
  const names = header!.fields.map((field) => field.trim());
  const columns = findColumns(name, names, options.columns ?? {});
  const at = { time: names.indexOf(columns.time), x: names.indexOf(columns.x), y: names.indexOf(columns.y) };
  const hasUnits = lines.length > 0 && isUnits(lines[0]!.fields, [at.x, at.y]);
  const records = hasUnits ? lines.slice(1) : lines;
  const where = (fix: number, column: keyof typeof at) =>
    `${name}, line ${records[fix]!.line}, column ${columns[column]}`;
  const written = options.timeUnits ?? (hasUnits ? lines[0]!.fields[at.time]!.trim() : inBrackets(columns.time));
  const units = timeUnits(/^(utc|iso.*|)$/i.test(written) ? "seconds" : written, `${name}, time`);
  const number = (column: "x" | "y") =>
    Float64Array.from(records, ({ fields }, fix) => numberIn(fields[at[column]]!, () => where(fix, column)));
  const id = columns.id === undefined ? -1 : names.indexOf(columns.id);
  return tracksOf(name, {
    coordinates: columns.coordinates,
    id: records.map(({ fields }) => (id < 0 ? "1" : fields[id]!.trim())),
    time: Float64Array.from(records, ({ fields }, fix) => secondsIn(fields[at.time]!, units, () => where(fix, "time"))),
    x: number("x"),
    y: number("y"),
    where,
  });
}

/** Lines with as many fields as the first; blank lines say nothing. */
function recordsOf(name: string, text: string): CsvRecord[] {
  const separator = text.slice(0, 4096).split("\n", 1)[0]!.includes(",") ? "," : text.includes("\t") ? "\t" : ";";
  const parser = csvParser(name, separator);
  const all = [...parser.push(text.replace(/^\uFEFF/, "")), ...parser.end()];
  const records = all.filter(({ fields }) => fields.length > 1 || fields[0]!.trim() !== "");
  demand(records.length > 1, () => ({
    argument: name,
    expected: "a line of column names and lines of fixes",
    received: records.length === 0 ? "an empty file" : "a single line",
  }));
  const width = records[0]!.fields.length;
  const ragged = records.find(({ fields }) => fields.length !== width);
  demand(ragged === undefined, () => ({
    argument: `${name}, line ${ragged!.line}`,
    expected: `${width} fields, as many as the first line has`,
    received: String(ragged!.fields.length),
  }));
  return records;
}

const isUnits = (fields: readonly string[], places: readonly number[]): boolean =>
  places.every(
    (at) => /^(degrees?\w*|deg|°\w*|k?m|km|metres?|meters?|1)$/i.test(fields[at]!.trim()) && fields[at] !== "1",
  );

/** `days` of a column that is called `time (days)` or `t [days]`. */
const inBrackets = (name: string): string => /[([]\s*([^)\]]*?)\s*[)\]]/.exec(name)?.[1] ?? "";

function numberIn(cell: string, where: () => string): number {
  if (isAbsent(cell)) return Number.NaN;
  const value = Number(cell);
  demand(Number.isFinite(value), () => ({
    argument: where(),
    expected: "a number, or nothing where it is missing",
    received: describe(cell.slice(0, 40)),
  }));
  return value;
}

function secondsIn(cell: string, { scale, origin }: TimeUnits, where: () => string): number {
  if (isAbsent(cell)) return Number.NaN;
  const value = Number(cell);
  const time = Number.isNaN(value) ? dateSeconds(cell) : value * scale + origin;
  demand(Number.isFinite(time), () => ({
    argument: where(),
    expected: "a number or a date such as 2024-05-01T12:00:00Z",
    received: describe(cell.slice(0, 40)),
  }));
  return time;
}
