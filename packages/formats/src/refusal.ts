export interface Complaint {
  /** What was wrong: the file, argument or header field. */
  argument: string;
  expected: string;
  received: string;
  /** What the user can do about it. */
  remedy?: string;
}

/**
 * The error that refused input gets, worded as everywhere in crosstilt.
 *
 * @example
 * throw refusal({ argument: "a.npy", expected: "an NPY file", received: "bytes 50 4b 03 04", remedy: "Read it as NPZ" });
 */
export function refusal({ argument, expected, received, remedy }: Complaint): Error {
  return new Error(`${argument}: expected ${expected}, received ${received}.${remedy ? ` ${remedy}.` : ""}`);
}

/** Throws {@link refusal} unless `condition` holds; the complaint is built only when needed. */
export function demand(condition: boolean, complaint: () => Complaint): asserts condition {
  if (!condition) throw refusal(complaint());
}
