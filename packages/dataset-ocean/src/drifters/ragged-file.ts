import type { Attribute } from "./netcdf-values.js";

/** A variable of a file that is read in parts. */
export interface RaggedVariable {
  readonly shape: readonly number[];
  attribute(name: string): Attribute | undefined;
  /** Its values from `start` to `end`, as they are stored. */
  values(start: number, end: number): Promise<Float64Array>;
  /** All of it as words: numbers with all their digits. */
  words(): Promise<string[]>;
}

/** What streaming asks of a file of contiguous ragged arrays: one-dimensional variables by name. */
export interface RaggedFile {
  readonly variables: ReadonlyMap<string, RaggedVariable>;
  close(): void;
}
