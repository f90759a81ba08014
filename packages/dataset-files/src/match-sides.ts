import { demand, refusal } from "@crosstilt/core";
import type { FeatureEncoding, Features } from "./features.js";
import { type KeyedTable, keyedBy, type Matching, matchByKey, matchByRow } from "./match.js";
import { type LabelledPairs, type LabelOptions, labelColumns, labelsOf } from "./pair-labels.js";
import { demandNamesAgree } from "./row-names.js";
import { readSide, type SideSource, sideFeatures } from "./side-source.js";
import type { Table } from "./table.js";
import type { TransformName } from "./transform.js";

/** Two sides and how their rows become pairs. */
export interface MatchOptions extends LabelOptions {
  readonly u: string | SideSource;
  readonly v: string | SideSource;
  /** The column to join by; by row when absent, and two folders of images by the names of their files. */
  readonly key?: string;
  /** Keys without partner: an error, or left out (default "refuse"). */
  readonly unmatched?: "refuse" | "drop";
  /** Keys that occur several times in a file: an error, or a pair of every combination (default "refuse"). */
  readonly repeated?: "refuse" | "combine";
  /** Rows without a value: an error, or left out (default "refuse"). */
  readonly missing?: "refuse" | "drop";
  /** What is done to both sides, learned from the training part (default "standardise"). */
  readonly transform?: TransformName;
}

/** Both sides, matched: what `matchSides` finds. */
export type MatchedSides = Awaited<ReturnType<typeof matchSides>>;

/** The features of both sides, and which of their rows make pairs with all their values. */
export function readMatched(
  options: MatchOptions,
  known?: Readonly<Record<"u" | "v", { readonly encodings: readonly FeatureEncoding[] }>>,
): Promise<MatchedSides> {
  return matchSides(options, async (source, name) => {
    const table = await readSide(source);
    return { table, features: sideFeatures(table, source, known?.[name]) };
  });
}

/** Loads both sides and matches their rows. */
export async function matchSides(
  options: MatchOptions,
  load: (source: SideSource, name: "u" | "v") => Promise<LoadedSide>,
) {
  const [u, v] = [sourceOf("u", options), sourceOf("v", options)];
  demandColumns(u, v);
  const [left, right] = [await load(u, "u"), await load(v, "v")];
  const { matched, warnings } = matchTables(left.table, right.table, { u, v }, options);
  const kept = completePairs(matched, left, right, options);
  const sides = { u: { source: u, features: left.features }, v: { source: v, features: right.features } };
  return { ...sides, matched, kept, warnings };
}

/** By key, by the names of files where both sides are folders, otherwise by row. */
function matchTables(
  left: Table,
  right: Table,
  { u, v }: Readonly<Record<"u" | "v", SideSource>>,
  { unmatched = "refuse", repeated = "refuse" }: MatchOptions,
): { readonly matched: Matching; readonly warnings: readonly string[] } {
  const join = { unmatched, repeated };
  if (u.key !== undefined && v.key !== undefined)
    return { matched: matchByKey(keyedBy(left, u.key), keyedBy(right, v.key), join), warnings: [] };
  if (left.isFolder && right.isFolder) return { matched: matchByKey(byFile(left), byFile(right), join), warnings: [] };
  const matched = matchByRow(left, right);
  return { matched, warnings: demandNamesAgree(left, right) };
}

function byFile(table: Table): KeyedTable {
  const { column, names } = table.rowNames ?? { column: "", names: [] };
  return { table, column, keys: names, missing: new Map() };
}

function sourceOf(name: "u" | "v", options: MatchOptions): SideSource {
  const { [name]: side, key, transform } = options;
  const given = typeof side === "string" ? { path: side } : side;
  const labels = labelColumns(name, options);
  return { ...given, key: given.key ?? key, labels, transform: given.transform ?? transform };
}

/** Both sides from one file without a choice of columns would be the same. */
function demandColumns(u: SideSource, v: SideSource): void {
  demand(u.path !== v.path || (u.columns !== undefined && v.columns !== undefined), () => ({
    argument: "columns",
    expected: "the columns of each side when both come from one file",
    received: `only the path "${u.path}"`,
    remedy: 'Pass u: { path, columns: ["…"] } and v: { path, columns: ["…"] }',
  }));
  demand((u.key === undefined) === (v.key === undefined), () => ({
    argument: "key",
    expected: "a key for both sides or for none",
    received: `"${u.key ?? v.key}" for one side`,
  }));
}

interface LoadedSide {
  readonly table: Table;
  readonly features: Features;
}

/** The pairs whose two rows have all their values, with their labels. */
function completePairs(matched: Matching, u: LoadedSide, v: LoadedSide, options: MatchOptions): LabelledPairs {
  const labels = labelsOf({ u: u.table, v: v.table }, matched, options);
  const places = matched.keys.flatMap((_, i) => {
    const complaint =
      u.features.missing.get(matched.u[i]!) ?? v.features.missing.get(matched.v[i]!) ?? labels.missing.get(i);
    if (complaint === undefined) return [i];
    if (options.missing === "drop") return [];
    throw refusal({ ...complaint, remedy: 'Complete the file, or pass missing: "drop" to leave such rows out' });
  });
  return {
    ...matched,
    ...labels.of(places),
    u: Int32Array.from(places, (i) => matched.u[i]!),
    v: Int32Array.from(places, (i) => matched.v[i]!),
    keys: places.map((i) => matched.keys[i]!),
  };
}
