/** Rows of a figure's data; all with the same columns. */
export type DataTable = readonly Readonly<Record<string, number | string>>[];

/** Rows from columns of equal length. */
export function tableOf(columns: Readonly<Record<string, readonly (number | string)[]>>): DataTable {
  const names = Object.keys(columns);
  const length = Math.max(0, ...names.map((name) => columns[name]!.length));
  return Array.from({ length }, (_, i) => Object.fromEntries(names.map((name) => [name, columns[name]![i] ?? ""])));
}

/** The table as CSV (RFC 4180). */
export function csvOf(table: DataTable): string {
  const names = Object.keys(table[0] ?? {});
  const rows = table.map((row) => names.map((name) => quoted(row[name] ?? "")).join(","));
  return `${[names.map(quoted).join(","), ...rows].join("\r\n")}\r\n`;
}

function quoted(cell: number | string): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
