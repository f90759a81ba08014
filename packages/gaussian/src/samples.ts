import { sizeOf } from "@crosstilt/formats";
import type { MatrixLike } from "./matrix.js";
import { refuse } from "./refuse.js";

/** n samples: rows `[n, d]`, or a flat array with its shape (everything after the first axis is one row). */
export type Samples = MatrixLike | { readonly data: ArrayLike<number>; readonly shape: readonly number[] };

/** A batch of pairs: row i of u belongs to row i of v. */
export interface Pairs {
  readonly u: Samples;
  readonly v: Samples;
}

/** Joins u and v row by row into a flat `[n, p+q]` array of finite numbers. */
export function joinedRows({ u, v }: Pairs): { rows: Float64Array[]; p: number; q: number } {
  const [left, right] = [rowsOf("samples.u", u), rowsOf("samples.v", v)];
  if (left.length !== right.length)
    refuse(
      "samples",
      "as many rows of u as of v",
      `${left.length} and ${right.length}`,
      "Row i of u belongs to row i of v.",
    );
  const [p, q] = [left[0]!.length, right[0]!.length];
  return { rows: left.map((row, i) => joinedRow(row, right[i]!, p, q, i)), p, q };
}

function rowsOf(name: string, samples: Samples): ArrayLike<number>[] {
  const rows = "shape" in samples ? cut(name, samples.data, samples.shape) : Array.from(samples);
  if (rows.length === 0) refuse(name, "at least one row", "none", "Pass rows as [n, d].");
  return rows;
}

function cut(name: string, data: ArrayLike<number>, shape: readonly number[]): ArrayLike<number>[] {
  const [count = 0, ...rest] = shape;
  const width = sizeOf(rest);
  if (data.length !== count * width)
    refuse(`${name}.data`, `${count * width} numbers for shape [${shape}]`, data.length, "");
  return Array.from({ length: count }, (_, i) => Array.prototype.slice.call(data, i * width, (i + 1) * width));
}

function joinedRow(u: ArrayLike<number>, v: ArrayLike<number>, p: number, q: number, i: number): Float64Array {
  if (u.length !== p || v.length !== q)
    refuse(
      `samples row ${i}`,
      `${p} and ${q} numbers as in row 0`,
      `${u.length} and ${v.length}`,
      "Rows must be equally long.",
    );
  const row = new Float64Array(p + q);
  row.set(u, 0);
  row.set(v, p);
  const bad = row.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    refuse(
      `samples row ${i}`,
      "finite numbers",
      `${row[bad]} in column ${bad} of [u, v]`,
      "Remove or impute missing values first.",
    );
  return row;
}
