import { InvalidArgumentError } from "commander";

/** Parses an option that must be a finite number >= 0. */
export function nonNegative(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError("expected a finite number >= 0.");
  return value;
}

/** Parses an option that must be a finite number > 0. */
export function positive(text: string): number {
  const value = nonNegative(text);
  if (value === 0) throw new InvalidArgumentError("expected a finite number > 0.");
  return value;
}
