import { demand } from "@crosstilt/core";
import { columnOf, type Table } from "./table.js";

/** Rows of u and v that belong together, and what names each pair. */
export interface Matching {
  readonly u: Int32Array;
  readonly v: Int32Array;
  readonly keys: readonly string[];
  /** Rows without a partner. */
  readonly unmatched: { readonly u: number; readonly v: number };
}

/** Row i belongs to row i; refuses files of different lengths. */
export function matchByRow(u: Table, v: Table): Matching {
  demand(u.rows === v.rows, () => ({
    argument: "pairs",
    expected: "files of equal length, since row i of u belongs to row i of v",
    received: `${u.rows} rows in ${u.path} and ${v.rows} in ${v.path}`,
    remedy: "Pass a key column to join by, or bring the files in line",
  }));
  const rows = Int32Array.from({ length: u.rows }, (_, row) => row);
  return { u: rows, v: rows, keys: Array.from(rows, String), unmatched: { u: 0, v: 0 } };
}

/** How rows are joined by key. */
export interface JoinOptions {
  /** Keys without partner: an error, or left out. */
  readonly unmatched: "refuse" | "drop";
  /** Keys that occur several times in a file: an error, or a pair of every combination. */
  readonly repeated: "refuse" | "combine";
}

/** A table with what its rows are joined by. */
export interface KeyedTable {
  readonly table: Table;
  /** The column of the keys. */
  readonly column: string;
  readonly keys: readonly string[];
  readonly missing: ReadonlyMap<number, string>;
}

/** A table with the keys in one of its columns. */
export function keyedBy(table: Table, column: string): KeyedTable {
  const { values, missing } = columnOf(table, column);
  return { table, column, keys: Array.from(values, String), missing };
}

/** Rows with equal keys belong together, in the order of u. Refuses missing keys, and repeated or unmatched ones unless told otherwise. */
export function matchByKey(u: KeyedTable, v: KeyedTable, { unmatched, repeated }: JoinOptions): Matching {
  const [left, right] = [rowsByKey(u, repeated), rowsByKey(v, repeated)];
  if (unmatched === "refuse") {
    demandPartners(u.table, left, v.table, right);
    demandPartners(v.table, right, u.table, left);
  }
  const found = { u: [] as number[], v: [] as number[], keys: [] as string[] };
  u.keys.forEach((key, row) => {
    for (const other of right.get(key) ?? []) {
      found.u.push(row);
      found.v.push(other);
      found.keys.push(key);
    }
  });
  demand(found.keys.length > 0, () => ({
    argument: "key",
    expected: `common values in column "${u.column}" of ${u.table.path} and column "${v.column}" of ${v.table.path}`,
    received: `none; the first are "${[...left.keys()][0]}" and "${[...right.keys()][0]}"`,
  }));
  return {
    u: Int32Array.from(found.u),
    v: Int32Array.from(found.v),
    keys: found.keys,
    unmatched: { u: rowsWithout(left, right), v: rowsWithout(right, left) },
  };
}

type RowsByKey = ReadonlyMap<string, readonly number[]>;

const rowsWithout = (rows: RowsByKey, partners: RowsByKey): number =>
  [...rows].reduce((sum, [key, { length }]) => sum + (partners.has(key) ? 0 : length), 0);

function rowsByKey({ table, column, keys, missing }: KeyedTable, repeated: JoinOptions["repeated"]): RowsByKey {
  const rows = new Map<string, number[]>();
  for (const [row, key] of keys.entries()) {
    const argument = `${table.path}, ${table.place(row)}, column "${column}"`;
    demand(!missing.has(row), () => ({ argument, expected: "a key", received: missing.get(row) ?? "" }));
    const same = rows.get(key);
    demand(same === undefined || repeated === "combine", () => ({
      argument,
      expected: "a key that occurs once",
      received: `"${key}", as on ${table.place(same?.[0] ?? 0)}`,
      remedy: 'Remove the duplicate, or pass repeated: "combine" where one sample has several partners',
    }));
    if (same) same.push(row);
    else rows.set(key, [row]);
  }
  return rows;
}

function demandPartners(table: Table, rows: RowsByKey, other: Table, partners: RowsByKey): void {
  for (const [key, [row]] of rows) {
    demand(partners.has(key), () => ({
      argument: `${table.path}, ${table.place(row!)}`,
      expected: `a row of ${other.path} with the key "${key}"`,
      received: "none",
      remedy: 'Complete the file, or pass unmatched: "drop"',
    }));
  }
}
