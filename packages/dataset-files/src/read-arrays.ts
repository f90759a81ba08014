import { demand } from "@crosstilt/core";
import {
  decodeNpyArray,
  decodeNpyRows,
  type NamedArrays,
  type NpyArray,
  type NumericArray,
  openNpz,
  openSafetensors,
  sizeOf,
  toFloat64,
} from "@crosstilt/formats";
import { columnFrom } from "./cells.js";
import { chosenNames, kindOf, type ReadOptions } from "./read-options.js";
import type { SourceFile } from "./source-file.js";
import { type Column, isUsable, type NumberArray, type Table } from "./table.js";

/** One array whose first axis counts the rows, at most so many rows at a time. */
export async function* npyChunks(file: SourceFile, options: ReadOptions, rows: number): AsyncGenerator<Table> {
  const { path } = file;
  const arrays =
    rows < Number.POSITIVE_INFINITY
      ? decodeNpyRows(await file.ranges(), rows, path)
      : [decodeNpyArray(await file.bytes(), path)];
  let first = 0;
  for await (const values of arrays) {
    const start = first;
    first += values.shape[0]!;
    const named = { names: ["values"], read: () => values, sourceOf: () => path };
    yield tableOf(path, named, { ...options, columns: undefined }, start);
  }
}

/** Arrays by name with equal first axes. */
export async function readNpzTable({ path, bytes }: SourceFile, options: ReadOptions): Promise<Table> {
  return tableOf(path, openNpz(await bytes(), path), options);
}

/** Tensors by name with equal first axes. */
export async function readSafetensorsTable({ path, bytes }: SourceFile, options: ReadOptions): Promise<Table> {
  return tableOf(path, openSafetensors(await bytes(), path), options);
}

/** The chosen arrays as columns; others are not decoded. */
function tableOf(path: string, { names, read }: NamedArrays, options: ReadOptions, start = 0): Table {
  demand(names.length > 0, () => ({ argument: path, expected: "at least one array", received: "none" }));
  const chosen = chosenNames(names, options);
  const arrays = (chosen.length > 0 ? chosen : names.slice(0, 1)).map((name) => [name, read(name)] as const);
  const [first, { shape }] = arrays[0]!;
  for (const [name, array] of arrays) demandRows(path, name, array.shape, shape[0]!, first);
  const place = (row: number) => `row ${start + row + 1}`;
  const columns = chosen.map((_, j) => columnOfArray(path, ...arrays[j]!, options, place));
  return { path, rows: shape[0]!, columns, names, place };
}

function demandRows(path: string, name: string, shape: readonly number[], rows: number, first: string): void {
  const argument = `${path}, array "${name}"`;
  demand(shape.length > 0 && sizeOf(shape) > 0, () => ({
    argument,
    expected: "at least one row and one entry a row",
    received: `shape [${shape.join(", ")}]`,
  }));
  demand(shape[0] === rows, () => ({
    argument,
    expected: `${rows} rows, as many as array "${first}"`,
    received: String(shape[0]),
    remedy: "Select the arrays that belong together: columns: […]",
  }));
}

function columnOfArray(
  path: string,
  name: string,
  array: NpyArray,
  options: ReadOptions,
  place: Table["place"],
): Column {
  const { shape } = array;
  const kind = kindOf(options, name);
  const fromCells = (cells: readonly unknown[]) =>
    columnFrom({ path, name, cells: rowsOf(cells, shape), kind, options, place });
  if ("words" in array) return fromCells(array.words);
  const { data, dtype } = array;
  if (kind === "categorical") {
    // Numbers as words, such as keys, keep all their digits.
    const cells = Array.from<number | bigint>(data);
    return fromCells(dtype === "bool" ? cells.map(Boolean) : cells);
  }
  const values = numbersOf(data);
  const missing = notFinite(values, sizeOf(shape.slice(1)));
  if (shape.length === 1) return { name, kind: "numeric", values: toFloat64(values), missing };
  return { name, kind: "vector", values, shape: shape.slice(1), missing };
}

/** An entry for each row: a list where there are further axes. */
function rowsOf(entries: readonly unknown[], shape: readonly number[]): readonly unknown[] {
  const width = sizeOf(shape.slice(1));
  if (shape.length === 1) return entries;
  return Array.from({ length: shape[0]! }, (_, row) => entries.slice(row * width, (row + 1) * width));
}

/** As numbers that can be laid side by side; integers of 64 bits are rounded. */
const numbersOf = (data: NumericArray["data"]): NumberArray =>
  data instanceof BigInt64Array || data instanceof BigUint64Array ? toFloat64(data) : data;

function notFinite(values: NumberArray, width: number): Map<number, string> {
  const missing = new Map<number, string>();
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return missing;
  for (let i = 0; i < values.length; i++) {
    if (!isUsable(values[i]!)) missing.set(Math.floor(i / width), `${values[i]} in entry ${i % width}`);
  }
  return missing;
}
