import { type Complaint, demand, refusal } from "@crosstilt/core";
import { instantOf, sizeOf } from "@crosstilt/formats";
import { BinaryCell } from "./binary-cell.js";
import { isBareList, looksLikeList, parseList } from "./list-text.js";
import { isMissing, isNoNumber } from "./missing-words.js";
import { isList, shapeOfList, visitList } from "./nested-list.js";
import { type NumberFormat, parseNumber } from "./number-text.js";
import type { CellOptions } from "./read-options.js";
import { type Column, type ColumnKind, isUsable } from "./table.js";

/** The cells of one column as a file's reader found them. */
export interface CellColumn {
  readonly path: string;
  readonly name: string;
  readonly cells: readonly unknown[];
  /** How the column shall be read; guessed from the cells when absent. */
  readonly kind?: ColumnKind;
  /** Shape of a sample where the file says so and the cells are flat. */
  readonly shape?: readonly number[];
  readonly options?: CellOptions;
  /** How the file writes numbers as text (default with a point). */
  readonly format?: NumberFormat;
  place(row: number): string;
}

/** "no number" are the words that stand for a missing number; in a column of words they are words. "list" is text of several
 * numbers that cannot be read as one vector. */
type CellKind = ColumnKind | "missing" | "no number" | "list" | "binary" | "other";

/** Cells with what their texts mean. */
interface Meant extends CellColumn {
  readonly values: readonly unknown[];
  readonly kinds: readonly CellKind[];
}

/**
 * A typed column from cells; text that is a number or a vector is one, whatever the format. Empty cells, null, NaN and
 * infinities are missing values. A column that is mostly numbers (or vectors) with something else in it is refused with the
 * place of the first odd cell, so that a slip of the pen does not turn numbers into words.
 */
export function columnFrom(column: CellColumn): Column {
  const values = column.kind === "categorical" ? column.cells : meanings(column);
  const kinds = values.map((value) => kindOf(value, column.options?.missingWords));
  const meant = { ...column, values, kinds };
  const kind = column.kind ?? guess(kinds);
  if (kind === "numeric") return numericColumn(meant);
  if (kind === "vector") return vectorColumn(meant);
  demandNoLists(meant);
  return categoricalColumn(meant);
}

/** What the cells stand for where they are text or bytes. Refuses numbers of several units, and bytes of another content. */
function meanings(column: CellColumn): unknown[] {
  const { cells, kind, options = {}, format = { decimal: "." } } = column;
  let unit: string | undefined;
  return cells.map((cell, row) => {
    const content = cell instanceof BinaryCell ? contentOf(column, cell, row) : cell;
    if (typeof content !== "string" || isMissing(content.trim(), options.missingWords)) return content;
    const number = parseNumber(content, format);
    if (number) {
      unit ??= number.unit;
      const wanted = unit;
      demand(number.unit === wanted, () =>
        complaint(column, row, `numbers ${wanted ? `in ${wanted}` : "without a unit"} in all rows`, describe(content)),
      );
      return number.value;
    }
    if (kind === "vector" || looksLikeList(content)) return parseList(content, kind === "vector") ?? content;
    return content;
  });
}

function contentOf(column: CellColumn, cell: BinaryCell, row: number): unknown {
  const { binary } = column.options ?? {};
  if (binary === undefined || binary === "image") return cell;
  const content = cell.content(binary);
  demand(content !== undefined, () => complaint(column, row, `bytes of ${binary}`, `${cell.bytes.length} other bytes`));
  return content;
}

function kindOf(value: unknown, missingWords?: readonly string[]): CellKind {
  if (value === null || value === undefined) return "missing";
  if (typeof value === "string") return kindOfText(value.trim(), missingWords);
  if (typeof value === "number" || typeof value === "bigint") {
    if (missingWords?.includes(String(value))) return "missing";
    return isUsable(Number(value)) ? "numeric" : "no number";
  }
  if (typeof value === "boolean") return "numeric";
  if (value instanceof BinaryCell) return "binary";
  return isList(value) ? "vector" : "other";
}

function kindOfText(text: string, missingWords?: readonly string[]): CellKind {
  if (isMissing(text, missingWords)) return "missing";
  if (isNoNumber(text)) return "no number";
  return looksLikeList(text) || isBareList(text) ? "list" : "categorical";
}

const lacksNumber = (kind: CellKind) => kind === "missing" || kind === "no number";

function guess(kinds: readonly CellKind[]): ColumnKind {
  const present = kinds.filter((kind) => !lacksNumber(kind));
  const share = (kind: CellKind) => present.filter((other) => other === kind).length / Math.max(1, present.length);
  if (share("vector") >= 0.5) return "vector";
  return share("numeric") >= 0.5 ? "numeric" : "categorical";
}

/** Numbers that cannot be read must not become words. */
function demandNoLists(column: Meant): void {
  const { kinds, cells, kind } = column;
  const row = kinds.indexOf("list");
  const lists = kinds.filter((one) => one === "list").length;
  const present = kinds.filter((one) => !lacksNumber(one)).length;
  demand(kind === "categorical" || 2 * lists < present || lists === 0, () => ({
    ...complaint(column, row, "words, a number or a complete vector", describe(cells[row])),
    remedy: String(cells[row]).includes("...")
      ? "NumPy has shortened it: write whole lists, with .tolist()"
      : `Write vectors as [0.5, 1], or say what it is: kinds: { "${column.name}": "vector" } or "categorical"`,
  }));
  const bytes = kinds.indexOf("binary");
  demand(kind === "categorical" || bytes < 0, () => ({
    ...complaint(column, bytes, "numbers or words", "binary data"),
    remedy: 'Say what it holds, such as binary: "float32"; or use it as key, or leave the column out',
  }));
}

function numericColumn(column: Meant): Column {
  const { values, kinds, name } = column;
  const numbers = Float64Array.from(values, (value, row) => {
    if (lacksNumber(kinds[row]!)) return Number.NaN;
    if (kinds[row] !== "numeric") throw oddCell(column, row, "a number");
    return Number(value);
  });
  return { name, kind: "numeric", values: numbers, missing: missingOf(column, lacksNumber) };
}

function categoricalColumn(column: Meant): Column {
  const { cells, kinds, name } = column;
  const isGone = (kind: CellKind, row: number) => kind === "missing" || (lacksNumber(kind) && Number.isNaN(cells[row]));
  const values = cells.map((cell, row) => {
    if (kinds[row] === "vector" || kinds[row] === "other") throw oddCell(column, row, "a word or number");
    demand(!isRounded(cell), () => ({
      ...complaint(column, row, "a word, or an integer below 2^53", `about ${cell}, whose last digits are lost`),
      remedy: "Write it as text, in quotes",
    }));
    return wordOf(cell);
  });
  return { name, kind: "categorical", values, missing: missingOf(column, isGone) };
}

/** Bytes by their digits, and instants in their one form, whatever wrote them. */
function wordOf(cell: unknown): string {
  if (cell instanceof BinaryCell) return cell.hex;
  return typeof cell === "string" ? (instantOf(cell.trim()) ?? cell) : String(cell);
}

/** Whether a number may stand for several integers, which no key must. */
const isRounded = (cell: unknown) => typeof cell === "number" && Number.isInteger(cell) && !Number.isSafeInteger(cell);

function vectorColumn(column: Meant): Column {
  const { name, values, kinds } = column;
  const first = Math.max(0, kinds.indexOf("vector"));
  const shape = kinds[first] === "vector" ? shapeOfList(values[first] as ArrayLike<unknown>) : [0];
  demand(shape !== undefined && sizeOf(shape) > 0, () =>
    complaint(column, first, "a vector of at least one number", shape ? "none" : "lists within lists without end"),
  );
  const width = sizeOf(shape);
  const Numbers = values.every((value, row) => value instanceof Float32Array || lacksNumber(kinds[row]!))
    ? Float32Array
    : Float64Array;
  const data = new Numbers(values.length * width);
  const missing = missingOf(column, lacksNumber);
  values.forEach((value, row) => {
    if (lacksNumber(kinds[row]!)) return;
    if (kinds[row] !== "vector") throw oddCell(column, row, "a vector");
    const wrong = visitList(value as ArrayLike<unknown>, shape, (entry, j) => {
      data[row * width + j] = entryOf(column, missing, row, j, entry);
    });
    demand(wrong === undefined, () => {
      const axis = wrong?.axis ?? 0;
      const where = axis === 0 ? "" : ` in axis ${axis + 1}`;
      return complaint(
        column,
        row,
        `${shape[axis]} numbers${where}, as on ${column.place(first)}`,
        `${wrong?.found} numbers`,
      );
    });
  });
  return { name, kind: "vector", values: data, shape: shapeWithin(column, shape), missing };
}

/** The number an entry is; one that is missing is noted for its row. */
function entryOf(column: Meant, missing: Map<number, string>, row: number, j: number, entry: unknown): number {
  const kind = kindOf(entry, column.options?.missingWords);
  const lacks = kind === "missing" || (kind === "no number" && typeof entry === "number");
  if (kind !== "numeric" && !lacks) throw refusal(complaint(column, row, "numbers only", describe(entry)));
  if (lacks) missing.set(row, `${entry} in entry ${j}`);
  return Number(entry);
}

/** The shape that the file says, where flat cells have as many numbers. */
const shapeWithin = ({ shape }: CellColumn, found: readonly number[]): readonly number[] =>
  shape && found.length === 1 && sizeOf(shape) === found[0] ? shape : found;

function missingOf({ cells, kinds }: Meant, lacks: (kind: CellKind, row: number) => boolean): Map<number, string> {
  const rows = kinds.flatMap((kind, row) => (lacks(kind, row) ? [row] : []));
  return new Map(rows.map((row) => [row, wordFor(cells[row])]));
}

function wordFor(missing: unknown): string {
  if (missing === "") return "an empty cell";
  if (missing === undefined) return "nothing";
  const large = missing !== null && Number.isFinite(Number(missing)) && !isUsable(Number(missing));
  return large ? `${missing}, beyond 32-bit floats` : String(missing);
}

function oddCell(column: Meant, row: number, expected: string): Error {
  const others = column.kind ? "" : ", like most of the column";
  const readable = ["categorical", "list"].includes(column.kinds[row]!) && column.kind !== "categorical";
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
  if (cell instanceof BinaryCell) return `${cell.bytes.length} bytes`;
  const text = JSON.stringify(cell, (_, value) => (typeof value === "bigint" ? Number(value) : value));
  return (typeof cell === "bigint" ? String(cell) : (text ?? String(cell))).slice(0, 60);
}
