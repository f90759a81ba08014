import { refusal } from "@crosstilt/formats/refusal";

/** Throws the error that every refused input gets; for expressions that need a value. */
export function refuse(argument: string, expected: string, received: unknown, remedy: string): never {
  throw refusal({ argument, expected, received: String(received), remedy: remedy.replace(/\.$/, "") || undefined });
}
