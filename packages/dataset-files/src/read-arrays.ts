import { demand } from "@crosstilt/core";
import {
  decodeNpy,
  decodeNpyRows,
  decodeNpz,
  decodeSafetensors,
  type NumericArray,
  sizeOf,
  toFloat64,
} from "@crosstilt/formats";
import { chosenNames, type ReadOptions } from "./read-options.js";
import type { SourceFile } from "./source-file.js";
import { type Column, type ColumnKind, isUsable, type Table } from "./table.js";

/** One array whose first axis counts the rows, at most so many rows at a time. */
export async function* npyChunks(file: SourceFile, { kinds }: ReadOptions, rows: number): AsyncGenerator<Table> {
  const { path } = file;
  const arrays =
    rows < Number.POSITIVE_INFINITY
      ? decodeNpyRows(await file.ranges(), rows, path)
      : [decodeNpy(await file.bytes(), path)];
  let first = 0;
  for await (const values of arrays) {
    const start = first;
    first += values.shape[0];
    yield { ...tableOf(path, { values }, { kinds }), place: (row) => `row ${start + row + 1}` };
  }
}

/** Arrays by name with equal first axes. */
export async function readNpzTable({ path, bytes }: SourceFile, options: ReadOptions): Promise<Table> {
  return tableOf(path, decodeNpz(await bytes(), path), options);
}

/** Tensors by name with equal first axes. */
export async function readSafetensorsTable({ path, bytes }: SourceFile, options: ReadOptions): Promise<Table> {
  return tableOf(path, decodeSafetensors(await bytes(), path).tensors, options);
}

function tableOf(path: string, arrays: Record<string, NumericArray>, options: ReadOptions): Table {
  const names = Object.keys(arrays);
  demand(names.length > 0, () => ({ argument: path, expected: "at least one array", received: "none" }));
  const chosen = chosenNames(names, options);
  const rows = arrays[chosen[0] ?? names[0]].shape[0];
  for (const name of chosen) demandRows(path, name, arrays[name].shape, rows, chosen[0]);
  const columns = chosen.map((name) => columnOfArray(name, arrays[name], options.kinds?.[name]));
  return { path, rows, columns, names, place: (row) => `row ${row + 1}` };
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

function columnOfArray(name: string, { shape, data }: NumericArray, kind: ColumnKind | undefined): Column {
  const values = data instanceof Float32Array ? data : toFloat64(data);
  const missing = notFinite(values, sizeOf(shape.slice(1)));
  // Numbers as words, such as keys, keep all their digits.
  if (kind === "categorical" && shape.length === 1) return { name, kind, values: Array.from(data, String), missing };
  if (shape.length === 1) return { name, kind: "numeric", values: toFloat64(data), missing };
  return { name, kind: "vector", values, shape: shape.slice(1), missing };
}

function notFinite(values: Float32Array | Float64Array, width: number): Map<number, string> {
  const missing = new Map<number, string>();
  for (let i = 0; i < values.length; i++) {
    if (!isUsable(values[i])) missing.set(Math.floor(i / width), `${values[i]} in entry ${i % width}`);
  }
  return missing;
}
