import { visible } from "./visible.js";

/** An error a user can act on: it names the argument, what was expected, what came and what to do. */
export class CrosstiltError extends Error {
  override readonly name = "CrosstiltError";
}

export interface Complaint {
  /** What was wrong: the argument, option, file or header field. */
  argument: string;
  expected: string;
  received: string;
  /** What the user can do about it. */
  remedy?: string;
}

/**
 * Builds the error that every refused input gets; what stands in files, names and settings cannot act on a terminal.
 *
 * @example
 * throw refusal({ argument: "a.npy", expected: "an NPY file", received: "bytes 50 4b 03 04", remedy: "Read it as NPZ" });
 */
export function refusal({ argument, expected, received, remedy }: Complaint): CrosstiltError {
  const advice = remedy ? ` ${remedy}.` : "";
  return new CrosstiltError(visible(`${argument}: expected ${expected}, received ${received}.${advice}`, "\n"));
}

/** Throws {@link refusal} unless `condition` holds; the complaint is built only when needed. */
export function demand(condition: boolean, complaint: () => Complaint): asserts condition {
  if (!condition) throw refusal(complaint());
}
