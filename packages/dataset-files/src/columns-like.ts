import { demand } from "@crosstilt/core";
import type { FeatureEncoding } from "./features.js";
import type { MatchOptions } from "./match-sides.js";
import { type Reading, readingLike } from "./read-options.js";
import type { SideSource } from "./side-source.js";
import type { ColumnKind } from "./table.js";

/** What has to be known of data to read other files as it was read. */
export interface SideLike {
  readonly path: string;
  readonly reading?: Reading;
  readonly encodings: readonly FeatureEncoding[];
}

/** Two files with the columns of training. */
export function sidesLike<O extends MatchOptions>(options: O, metadata: Readonly<Record<"u" | "v", SideLike>>): O {
  const side = (name: "u" | "v") => {
    const given = options[name];
    return columnsLike(typeof given === "string" ? { path: given } : given, metadata[name]);
  };
  return { ...options, u: side("u"), v: side("v") };
}

/** The columns and the reading of training; a file of a single array needs no name for it. */
export function columnsLike(given: SideSource, metadata: SideLike): SideSource {
  const { encodings } = metadata;
  const source = { ...readingLike(given.path, metadata), ...given };
  if (source.columns) {
    const [found, wanted] = [source.columns.length, encodings.length];
    demand(found === wanted, () => ({
      argument: "columns",
      expected: `${wanted}, as in training`,
      received: String(found),
    }));
    return source;
  }
  const names = encodings.map(({ name }) => name);
  const kinds = Object.fromEntries(encodings.map(({ name, kind }) => [name, readAs(kind)]));
  return source.path.toLowerCase().endsWith(".npy") && names.length === 1
    ? { ...source, kinds: { values: readAs(encodings[0]!.kind), ...source.kinds } }
    : { ...source, columns: names, kinds: { ...kinds, ...source.kinds } };
}

/** Free text is read as words are. */
export const readAs = (kind: FeatureEncoding["kind"]): ColumnKind => (kind === "text" ? "categorical" : kind);
