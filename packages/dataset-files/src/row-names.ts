import { demand } from "@crosstilt/core";
import type { Table } from "./table.js";

/**
 * Refuses tables whose rows carry the same names in another order, so that row i of the one does not belong to row i of the
 * other: two tables with an index, or a folder of images and a table with a column of their names. Says where names differ
 * otherwise.
 */
export function demandNamesAgree(u: Table, v: Table): string[] {
  const [left, right] = [namesFor(u, v), namesFor(v, u)];
  if (!left || !right) return [];
  const row = left.names.findIndex((name, i) => name !== right.names[i]);
  if (row < 0) return [];
  const known = new Set(left.names);
  const common = right.names.filter((name) => known.has(name)).length;
  const found = `row ${row + 1} is "${left.names[row]}" in ${u.path} and "${right.names[row]}" in ${v.path}`;
  demand(2 * common < left.names.length, () => ({
    argument: "pairs",
    expected: "rows in the same order, since row i of u belongs to row i of v",
    received: found,
    remedy: `Join them by their names: key ${left.key} for u and ${right.key} for v; or write them without, where they mean nothing`,
  }));
  return [`rows are paired by their number, though they carry names that differ: ${found}`];
}

interface Names {
  readonly names: readonly string[];
  /** The column that they are. */
  readonly key: string;
}

/** The names of a table's rows: its own, or those of a column that has the names of the other's files. */
function namesFor(table: Table, other: Table): Names | undefined {
  const { rowNames } = table;
  if (rowNames) return { names: rowNames.names.map(withoutEnding), key: `"${rowNames.column}"` };
  const files = other.isFolder && other.rowNames ? new Set(other.rowNames.names) : undefined;
  if (!files) return undefined;
  for (const { kind, name, values } of table.columns) {
    if (kind !== "categorical") continue;
    const names = values.map(withoutEnding);
    if (2 * names.filter((one) => files.has(one)).length >= names.length) return { names, key: `"${name}"` };
  }
  return undefined;
}

/** Names of files are compared without what they end in. */
const withoutEnding = (name: string): string => name.replace(/\.(png|jpe?g|webp|gif|bmp|tiff?|avif)$/i, "");
