/** Which columns or variables of a file to read; by default they are found by the usual names. */
export interface DrifterColumns {
  readonly time?: string;
  readonly x?: string;
  readonly y?: string;
  readonly id?: string;
}

export interface DecodeOptions {
  /** Names the file in refusals; default "drifters". */
  readonly name?: string;
  /** Columns or variables to read; default the usual names (lon, lat or x, y; time or t; id). */
  readonly columns?: DrifterColumns;
  /** Units of the times, such as "days since 2020-01-01"; default what the file says, else seconds. */
  readonly timeUnits?: string;
}
