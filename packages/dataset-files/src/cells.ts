import { type Complaint, demand, refusal } from "@crosstilt/core";
import { type Column, type ColumnKind, isUsable } from "./table.js";

/** The cells of one column as a file's reader found them. */
export interface CellColumn {
  readonly path: string;
  readonly name: string;
  readonly cells: readonly unknown[];
  /** How the column shall be read; guessed from the cells when absent. */
  readonly kind?: ColumnKind;
  /** Given when cells are text that may mean numbers (CSV): how those may write their fraction, beside with a point. */
  readonly textual?: { readonly decimal: "." | "," };
  place(row: number): string;
}

/** "no number" are the words that stand for a missing number; in a column of words they are words. */
type CellKind = ColumnKind | "missing" | "no number" | "other";

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NO_NUMBER = /^(na|n\/a|nan|null|none|[+-]?inf(inity)?)$/i;

/**
 * A typed column from cells. Empty cells, null, NaN and infinities are missing values. A column that is mostly numbers (or
 * vectors) with something else in it is refused with the place of the first odd cell, so that a slip of the pen does not
 * turn numbers into words.
 */
export function columnFrom(column: CellColumn): Column {
  const { textual } = column;
  const values =
    textual && column.kind !== "categorical"
      ? column.cells.map((cell) => meaningOf(cell, textual.decimal))
      : column.cells;
  const kinds = values.map(kindOf);
  const kind = column.kind ?? guess(kinds);
  if (kind === "numeric") return numericColumn(column, values, kinds);
  if (kind === "vector") return vectorColumn(column, values, kinds);
  return categoricalColumn(column, kinds);
}

/** What the text of a CSV cell stands for. */
function meaningOf(cell: unknown, decimal: string): unknown {
  const text = String(cell).trim();
  const number = decimal === "," ? text.replace(",", ".") : text;
  if (NUMBER.test(number)) return Number(number);
  return text.startsWith("[") && text.endsWith("]") ? (parsed(text) ?? cell) : cell;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function kindOf(value: unknown): CellKind {
  if (value === null || value === undefined) return "missing";
  if (typeof value === "number") return isUsable(value) ? "numeric" : "no number";
  if (typeof value === "bigint" || typeof value === "boolean") return "numeric";
  if (typeof value === "string") return kindOfText(value.trim());
  return isList(value) ? "vector" : "other";
}

function kindOfText(text: string): CellKind {
  if (text === "") return "missing";
  return NO_NUMBER.test(text) ? "no number" : "categorical";
}

const lacksNumber = (kind: CellKind) => kind === "missing" || kind === "no number";

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function guess(kinds: readonly CellKind[]): ColumnKind {
  const present = kinds.filter((kind) => !lacksNumber(kind));
  const share = (kind: CellKind) => present.filter((other) => other === kind).length / Math.max(1, present.length);
  if (share("vector") >= 0.5) return "vector";
  return share("numeric") >= 0.5 ? "numeric" : "categorical";
}

function numericColumn(column: CellColumn, values: readonly unknown[], kinds: readonly CellKind[]): Column {
  const numbers = Float64Array.from(values, (value, row) => {
    if (lacksNumber(kinds[row])) return Number.NaN;
    if (kinds[row] !== "numeric") throw oddCell(column, row, "a number");
    return Number(value);
  });
  return { name: column.name, kind: "numeric", values: numbers, missing: missingOf(column, kinds.map(lacksNumber)) };
}

function categoricalColumn(column: CellColumn, kinds: readonly CellKind[]): Column {
  const values = column.cells.map((cell, row) => {
    if (kinds[row] === "vector" || kinds[row] === "other") throw oddCell(column, row, "a word or number");
    demand(!isRounded(cell), () => ({
      ...complaint(column, row, "a word, or an integer below 2^53", `about ${cell}, whose last digits are lost`),
      remedy: "Write it as text, in quotes",
    }));
    return String(cell);
  });
  return {
    name: column.name,
    kind: "categorical",
    values,
    missing: missingOf(
      column,
      kinds.map((kind) => kind === "missing"),
    ),
  };
}

/** Whether a number may stand for several integers, which no key must. */
const isRounded = (cell: unknown) => typeof cell === "number" && Number.isInteger(cell) && !Number.isSafeInteger(cell);

function vectorColumn(column: CellColumn, values: readonly unknown[], kinds: readonly CellKind[]): Column {
  const first = values.findIndex((_, row) => kinds[row] === "vector");
  const width = first < 0 ? 0 : (values[first] as ArrayLike<unknown>).length;
  demand(width > 0, () => complaint(column, Math.max(0, first), "a vector of at least one number", "none"));
  const data = new Float32Array(values.length * width);
  const missing = missingOf(column, kinds.map(lacksNumber));
  values.forEach((value, row) => {
    if (lacksNumber(kinds[row])) return;
    if (kinds[row] !== "vector") throw oddCell(column, row, "a vector");
    const list = value as ArrayLike<unknown>;
    demand(list.length === width, () =>
      complaint(column, row, `${width} numbers, as on ${column.place(first)}`, `${list.length} numbers`),
    );
    for (let j = 0; j < width; j++) {
      const kind = kindOf(list[j]);
      const lacks = kind === "missing" || (kind === "no number" && typeof list[j] === "number");
      if (kind !== "numeric" && !lacks) throw refusal(complaint(column, row, "numbers only", describe(list[j])));
      if (lacks) missing.set(row, `${list[j]} in entry ${j}`);
      data[row * width + j] = Number(list[j]);
    }
  });
  return { name: column.name, kind: "vector", values: data, shape: [width], missing };
}

function missingOf({ cells }: CellColumn, lacking: readonly boolean[]): Map<number, string> {
  const rows = lacking.flatMap((lacks, row) => (lacks ? [row] : []));
  return new Map(rows.map((row) => [row, wordFor(cells[row])]));
}

function wordFor(missing: unknown): string {
  if (missing === "") return "an empty cell";
  if (missing === undefined) return "nothing";
  const large = missing !== null && Number.isFinite(Number(missing));
  return large ? `${missing}, beyond 32-bit floats` : String(missing);
}

function oddCell(column: CellColumn, row: number, expected: string): Error {
  const others = column.kind ? "" : ", like most of the column";
  const readable = kindOf(column.cells[row]) === "categorical" && column.kind !== "categorical";
  return refusal({
    ...complaint(column, row, `${expected}${others}`, describe(column.cells[row])),
    remedy: readable
      ? `Correct the cell, or read the column as another kind: kinds: { "${column.name}": "categorical" }`
      : "Correct the cell, or leave the column out: name the others as columns",
  });
}

function complaint({ path, name, place }: CellColumn, row: number, expected: string, received: string): Complaint {
  return { argument: `${path}, ${place(row)}, column "${name}"`, expected, received };
}

function describe(cell: unknown): string {
  return (typeof cell === "bigint" ? String(cell) : (JSON.stringify(cell) ?? String(cell))).slice(0, 60);
}
