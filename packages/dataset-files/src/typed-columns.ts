import { columnFrom } from "./cells.js";
import { type NumberFormat, numberFormatOf } from "./number-text.js";
import { kindOf, type ReadOptions } from "./read-options.js";
import type { Column } from "./table.js";

/** Columns of cells as a reader found them. */
interface CellColumns {
  readonly path: string;
  readonly columns: readonly {
    readonly name: string;
    readonly cells: readonly unknown[];
    readonly shape?: readonly number[];
  }[];
  place(row: number): string;
}

/** The typed columns of a file or of a part of it, whose numbers as text are all of one format, and that format where it is known. */
export function typedColumns(
  { path, columns, place }: CellColumns,
  options: ReadOptions,
): { readonly columns: readonly Column[]; readonly numbers?: NumberFormat } {
  const open = columns.filter(({ name }) => kindOf(options, name) !== "categorical");
  const { format, settled } = numberFormatOf(
    path,
    open.map(({ cells }) => cells),
    options,
  );
  return {
    columns: columns.map((column) =>
      columnFrom({ path, ...column, kind: kindOf(options, column.name), options, format, place }),
    ),
    numbers: settled ? format : undefined,
  };
}
