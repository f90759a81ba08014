/** An error a user can act on: it names the argument, what was expected, what came and what to do. */
export class CrosstiltError extends Error {
  override readonly name = "CrosstiltError";
}

export interface Complaint {
  /** What was wrong: the argument, file or option. */
  argument: string;
  expected: string;
  received: string;
  /** What the user can do about it. */
  remedy?: string;
}

/**
 * Builds the error that every refused input gets.
 *
 * @example
 * throw refusal({ argument: "temperature", expected: "a positive number", received: "-1" });
 */
export function refusal({ argument, expected, received, remedy }: Complaint): CrosstiltError {
  const advice = remedy ? ` ${remedy}.` : "";
  return new CrosstiltError(`${argument}: expected ${expected}, received ${received}.${advice}`);
}

/** Throws {@link refusal} unless `condition` holds; the complaint is built only when needed. */
export function demand(condition: boolean, complaint: () => Complaint): asserts condition {
  if (!condition) throw refusal(complaint());
}

/** A short rendering of any value for error messages. */
export function describe(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "function") return "a function";
  if (value instanceof Promise) return "a promise";
  if (value !== null && typeof value === "object") {
    const { shape } = value as { shape?: number[] };
    return Array.isArray(shape) ? `a tensor of shape [${shape}]` : JSON.stringify(value).slice(0, 80);
  }
  return String(value);
}
