import type { PairLabels } from "./pair-labels.js";
import type { SplitName } from "./split.js";

/**
 * Says which keys and groups have pairs in several parts, as a column or files of their own may have it: such parts are not
 * independent of each other.
 *
 * @param keyed whether keys were read from columns.
 */
export function spanningWarnings(
  origins: Readonly<Record<SplitName, Pick<PairLabels, "groups"> & { readonly keys: readonly string[] }>>,
  keyed: boolean,
): string[] {
  const parts = Object.entries(origins);
  const keys = keyed ? spanning(parts.map(([part, { keys }]) => [part, keys])) : [];
  const groups = spanning(parts.map(([part, { groups = [] }]) => [part, groups]));
  return [...wordsFor("key", keys), ...wordsFor("group", groups)];
}

type Spanning = readonly [name: string, parts: ReadonlySet<string>];

function spanning(parts: readonly (readonly [part: string, names: readonly string[]])[]): Spanning[] {
  const seen = new Map<string, Set<string>>();
  for (const [part, names] of parts) for (const name of names) seen.set(name, (seen.get(name) ?? new Set()).add(part));
  return [...seen].filter(([, found]) => found.size > 1);
}

function wordsFor(what: "key" | "group", found: readonly Spanning[]): string[] {
  const [first] = found;
  if (first === undefined) return [];
  const [name, parts] = first;
  const count = found.length === 1 ? `a ${what} has` : `${found.length} ${what}s have`;
  return [
    `${count} pairs in several parts, such as ${JSON.stringify(name)} in ${[...parts].join(" and ")}: unless they are classes, what ` +
      "held-out pairs measure is better than it will be on new ones",
  ];
}
