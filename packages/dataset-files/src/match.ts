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

/** Rows with equal keys belong together, in the order of u. Refuses missing and repeated keys, and keys with no partner. */
export function matchByKey(
  u: Table,
  v: Table,
  key: { readonly u: string; readonly v: string },
  unmatched: "refuse" | "drop",
): Matching {
  const [left, right] = [rowsByKey(u, key.u), rowsByKey(v, key.v)];
  if (unmatched === "refuse") {
    demandPartners(u, left, v, right);
    demandPartners(v, right, u, left);
  }
  const keys = [...left.keys()].filter((name) => right.has(name));
  demand(keys.length > 0, () => ({
    argument: "key",
    expected: `common values in column "${key.u}" of ${u.path} and column "${key.v}" of ${v.path}`,
    received: `none; the first are "${[...left.keys()][0]}" and "${[...right.keys()][0]}"`,
  }));
  return {
    u: Int32Array.from(keys, (name) => left.get(name)!),
    v: Int32Array.from(keys, (name) => right.get(name)!),
    keys,
    unmatched: { u: left.size - keys.length, v: right.size - keys.length },
  };
}

function rowsByKey(table: Table, name: string): Map<string, number> {
  const { values, missing } = columnOf(table, name);
  const rows = new Map<string, number>();
  for (let row = 0; row < table.rows; row++) {
    const key = String(values[row]);
    const argument = `${table.path}, ${table.place(row)}, column "${name}"`;
    demand(!missing.has(row), () => ({ argument, expected: "a key", received: missing.get(row) ?? "" }));
    demand(!rows.has(key), () => ({
      argument,
      expected: "a key that occurs once",
      received: `"${key}", as on ${table.place(rows.get(key) ?? 0)}`,
      remedy: "Remove the duplicate, or join by a column of unique values",
    }));
    rows.set(key, row);
  }
  return rows;
}

function demandPartners(table: Table, rows: Map<string, number>, other: Table, partners: Map<string, number>): void {
  for (const [key, row] of rows) {
    demand(partners.has(key), () => ({
      argument: `${table.path}, ${table.place(row)}`,
      expected: `a row of ${other.path} with the key "${key}"`,
      received: "none",
      remedy: 'Complete the file, or pass unmatched: "drop"',
    }));
  }
}
