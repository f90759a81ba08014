import { demand, refusal } from "@crosstilt/core";
import { imageColumn } from "./image-column.js";
import { picturesOf } from "./picture-cells.js";
import { kindOf, type ReadOptions } from "./read-options.js";
import type { Column, Table } from "./table.js";
import { typedColumns } from "./typed-columns.js";

/** What a format that is stored by columns holds, or some rows of it. */
interface Columnar {
  readonly path: string;
  /** The names of all columns. */
  readonly names: readonly string[];
  readonly rows: number;
  /** The cells of those that are wanted; their shape where the file says it. */
  readonly columns: readonly {
    readonly name: string;
    readonly cells: readonly unknown[];
    readonly shape?: readonly number[];
  }[];
  /** Those that name the rows, as pandas says, and the names of those that were asked for. */
  readonly index?: readonly string[];
  readonly wanted?: ReadonlySet<string>;
  /** The rows before these. */
  readonly start?: number;
}

/** The columns of a Parquet or Arrow file as a table. Refuses files without rows, and names that occur twice. */
export async function columnarTable(
  { path, names, rows, columns, start = 0, index = [], wanted }: Columnar,
  options: ReadOptions,
): Promise<Table> {
  demand(rows > 0 && names.length > 0, () => ({
    argument: path,
    expected: "at least one row and one column",
    received: `${rows} rows and ${names.length} columns`,
  }));
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  demand(twice === undefined, () => ({
    argument: path,
    expected: "columns with names of their own",
    received: `"${twice}" twice`,
    remedy: "Rename one of them",
  }));
  const place = (row: number) => `row ${start + row + 1}`;
  const chosen = wanted ? columns.filter(({ name }) => wanted.has(name)) : columns;
  const rowNames = index.length === 1 ? rowNamesOf(columns.find(({ name }) => name === index[0])) : undefined;
  const pictures = await pictureColumns(path, chosen, place, options);
  const others = chosen.filter(({ name }) => !pictures.has(name));
  const { columns: typed, numbers } = typedColumns({ path, columns: others, place }, options);
  const byName = new Map([...pictures, ...typed.map((column) => [column.name, column] as const)]);
  const inOrder = chosen.flatMap(({ name }) => byName.get(name) ?? []);
  return { path, rows, names, place, rowNames, columns: inOrder, numbers };
}

/** The columns that are pictures, by name. */
async function pictureColumns(
  path: string,
  columns: Columnar["columns"],
  place: Table["place"],
  options: ReadOptions,
): Promise<Map<string, Column>> {
  const { binary, imageSize } = options;
  const found = new Map<string, Column>();
  for (const { name, cells } of columns) {
    if (kindOf(options, name) === "categorical") continue;
    const pictures = picturesOf(cells, binary, (row) => `${path}, ${place(row)}, column "${name}"`);
    if (pictures) found.set(name, await imageColumn(name, pictures, imageSize));
  }
  return found;
}

/** The cells of an index as names, where each is one. */
function rowNamesOf(column: Columnar["columns"][number] | undefined): Table["rowNames"] {
  if (!column?.cells.every((cell) => ["string", "number", "bigint"].includes(typeof cell))) return undefined;
  const { name, cells } = column;
  return { column: name, names: cells.map(String) };
}

/** Runs a library's reader; what it throws is told with the file's name. */
export async function explained<T>(path: string, format: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if ((error as Error).name === "CrosstiltError") throw error;
    throw refusal({
      argument: path,
      expected: `a complete ${format} file`,
      received: `one that cannot be read: ${(error as Error).message.replace(/\.$/, "")}`,
      remedy: "The file is truncated, compressed in an unknown way or of another format; write it again",
    });
  }
}
