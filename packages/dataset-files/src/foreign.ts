import type { ReadOptions } from "./read-options.js";
import type { Table } from "./table.js";

/** Formats that a library of others decodes, whose loops may never end on bytes that are damaged. */
export type ForeignFormat = "parquet" | "arrow";

/** What a process is asked to read. */
export interface ForeignTask {
  readonly format: ForeignFormat;
  readonly path: string;
  readonly options: ReadOptions;
  /** At most so many rows at a time. */
  readonly rows: number;
}

/** A table without its functions, which can be sent; `start` is the number of rows before it. */
export type SentTable = Omit<Table, "place"> & { readonly start: number };

/** What it answers: tables one after the other, then that it is done, or what went wrong. */
export type ForeignAnswer =
  | { readonly table: SentTable }
  | { readonly done: true }
  | { readonly error: { readonly message: string; readonly code?: string; readonly isRefusal: boolean } };

export const sentTable = ({ place: _, ...table }: Table, start: number): SentTable => ({ ...table, start });

export const receivedTable = ({ start, ...table }: SentTable): Table => ({
  ...table,
  place: (row) => `row ${start + row + 1}`,
});
