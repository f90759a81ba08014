import { countOf, demand, suggest } from "@crosstilt/core";
import { holdFolder } from "@crosstilt/formats/node";
import type { Columns, Gallery } from "@crosstilt/search";
import type { Run } from "../run/run.js";
import { demandGalleryFolder, openGallery, type StoredGallery, writeGallery } from "./gallery-folder.js";
import { inMemory, type NamedGallery } from "./named-gallery.js";

/** What is to change in a gallery, by the names of its entries. */
export interface GalleryChanges {
  /** Entries that join the gallery; those whose name is there already take its place. */
  readonly put?: NamedGallery;
  /** Names of entries that go. */
  readonly remove?: readonly string[];
}

/**
 * Adds, replaces and removes entries of a gallery that {@link saveGallery} left in a folder, without embedding the others again. As
 * there, the gallery is replaced at one moment: whoever opens the folder, and a server that follows it, has the old or the new one,
 * whole, also when this process is killed. Entries keep their order; new ones come last.
 *
 * @throws when the engine is not "exact", whose index needs no building; names that are touched are not unique, or none of the gallery.
 * @example
 * await updateGallery(run, "shop.index", { put: await embedFile(run, "v", { path: "new.csv", key: "sku" }), remove: ["sold-out"] });
 */
export async function updateGallery(run: Run, folder: string, changes: GalleryChanges): Promise<StoredGallery> {
  await demandGalleryFolder(folder);
  return holdFolder(folder, async () => {
    const stored = await openGallery(run, folder);
    const { engine } = stored.about;
    demand(engine === "exact", () => ({
      argument: folder,
      expected: 'a gallery with the engine "exact", since others arrange their entries when they are built',
      received: `"${engine}"`,
      remedy: "Build the index again from all samples",
    }));
    return writeGallery(run, changed(inMemory(stored), changes), folder, { engine });
  });
}

/** The gallery with its changes. */
function changed(before: NamedGallery, { put, remove = [] }: GalleryChanges): NamedGallery {
  const { side, names } = before;
  const places = placesByName("the gallery", names, new Set([...remove, ...(put?.names ?? [])]));
  for (const name of remove)
    demand(places.has(name), () => ({
      argument: "remove",
      expected: "names of entries of the gallery",
      received: `"${name}"`,
      remedy: suggest(name, names.slice(0, 1000)),
    }));
  if (put) demandFits(before, put);
  const fresh = placesByName("put", put?.names ?? [], new Set(put?.names));
  const both = remove.find((name) => fresh.has(name));
  demand(both === undefined, () => ({ argument: "remove", expected: "no name of put", received: `"${both}"` }));
  const gone = new Set(remove);
  const kept = names.flatMap((name, row) => (gone.has(name) ? [] : [fresh.get(name) ?? row - names.length]));
  const added = [...fresh].flatMap(([name, row]) => (places.has(name) ? [] : [row]));
  const order = [...kept, ...added];
  demand(order.length > 0, () => ({
    argument: "remove",
    expected: "at least one entry that stays",
    received: `all ${names.length}`,
  }));
  return {
    side,
    names: order.map((row) => (row < 0 ? names[row + names.length]! : put!.names[row]!)),
    gallery: gathered(before.gallery, put?.gallery, order),
    columns: before.columns && columnsOf(before.columns, put?.columns, order),
  };
}

/** Rows of two galleries: from 0 of the second, below it, counted from its end, of the first. */
function gathered(before: Gallery, put: Gallery | undefined, order: readonly number[]): Gallery {
  const { dimension, scale } = before;
  const vectors = new Float32Array(order.length * dimension);
  const bias = before.bias && new Float32Array(order.length);
  const count = countOf(before);
  order.forEach((at, i) => {
    const [source, row] = at < 0 ? [before, at + count] : [put!, at];
    vectors.set(source.vectors.subarray(row * dimension, (row + 1) * dimension), i * dimension);
    if (bias) bias[i] = source.bias![row]!;
  });
  return { vectors, dimension, scale, ...(bias && { bias }) };
}

/** Cells in the same order. */
function columnsOf(before: Columns, put: Columns | undefined, order: readonly number[]): Columns {
  const entries = Object.entries(before).map(([name, cells]) => {
    const joined = order.map((at) => (at < 0 ? cells[at + cells.length]! : put![name]![at]!));
    const kinds = new Set(joined.flatMap((cell) => (cell === null ? [] : [typeof cell])));
    return [name, kinds.size > 1 ? joined.map((cell) => (cell === null ? null : String(cell))) : joined] as const;
  });
  return Object.fromEntries(entries);
}

/** Where the names that matter stand; refuses those that stand twice. */
function placesByName(where: string, names: readonly string[], wanted: ReadonlySet<string>): Map<string, number> {
  const places = new Map<string, number>();
  names.forEach((name, row) => {
    if (!wanted.has(name)) return;
    demand(!places.has(name), () => ({
      argument: where,
      expected: "names that stand for one entry each",
      received: `"${name}" in rows ${places.get(name)} and ${row}`,
      remedy: "Build the index again with names that are unique",
    }));
    places.set(name, row);
  });
  return places;
}

function demandFits({ side, gallery, columns }: NamedGallery, put: NamedGallery): void {
  const known = (of: Columns = {}) => Object.keys(of).sort().join(", ") || "none";
  demand(known(put.columns) === known(columns), () => ({
    argument: "put",
    expected: `the columns of the gallery: ${known(columns)}`,
    received: known(put.columns),
    remedy: "Keep the same ones (crosstilt index --keep)",
  }));
  const shape = (of: NamedGallery["gallery"]) =>
    `dimension ${of.dimension}, scale ${of.scale ?? 1}, ${of.bias ? "a" : "no"} bias`;
  demand(put.side === side, () => ({ argument: "put", expected: `samples of ${side}`, received: `of ${put.side}` }));
  demand(shape(put.gallery) === shape(gallery) && put.names.length === countOf(put.gallery), () => ({
    argument: "put",
    expected: `a name for each entry, and ${shape(gallery)}, as in the gallery`,
    received: `${put.names.length} names, and ${shape(put.gallery)} of ${countOf(put.gallery)} entries`,
    remedy: "Embed samples with the same model and calibration, or build the index again",
  }));
}
