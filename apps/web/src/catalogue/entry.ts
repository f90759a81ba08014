import type { OptionSchema } from "@crosstilt/core";

/** The kinds of parts that pages let one choose. */
export type EntryKind = "loss" | "metric" | "encoder";

/** A definition of the catalogue as plain data: what pages show of it. */
export interface Entry {
  readonly kind: EntryKind;
  readonly name: string;
  readonly summary: string;
  readonly formula?: string;
  readonly source?: string;
  readonly relations: readonly string[];
  /** What a loss lives on. */
  readonly needs?: string;
  readonly options: OptionSchema;
  /** The plugin it came with. */
  readonly plugin?: string;
}

/** What a `define…` function returns, as far as pages care. */
interface Described {
  readonly kind: string;
  readonly definition: Partial<Omit<Entry, "kind">> & { readonly name: string };
}

/** The plain data of a definition. */
export function entryOf({ kind, definition }: Described, plugin?: string): Entry {
  const { name, summary = "", formula, source, relations = [], needs, options = {} } = definition;
  return { kind: kind as EntryKind, name, summary, formula, source, relations, needs, options, plugin };
}
