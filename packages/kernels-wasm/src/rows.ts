import { checkPointers, checkSizes } from "./check.js";
import { type Engine, type Pointer, splitRange } from "./engine.js";

/** A matrix `[rows, columns]`. */
export interface RowShape {
  rows: number;
  columns: number;
}

/** Checks a matrix kernel's arguments; returns the row ranges to work on, none when there is nothing to do. */
export function planRows(
  engine: Engine,
  kernel: string,
  { rows, columns }: RowShape,
  pointers: Readonly<Record<string, Pointer>>,
): [begin: number, end: number][] {
  checkSizes(kernel, { rows, columns });
  if (rows * columns === 0) return [];
  checkPointers(kernel, pointers);
  return splitRange(rows, engine.threads, Math.ceil(8192 / columns));
}
