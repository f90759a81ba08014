import { countOf, demand, inTurns, nextTurn } from "@crosstilt/core";
import { exactIndex, type Gallery, rowsWhere, type VectorIndex } from "@crosstilt/search";
import { type IndexedGallery, indexed, type SearchedGallery } from "./named-gallery.js";

/** The entries of a gallery that a condition holds for. */
export interface FilteredGallery {
  /** Searched by looking at each; null where there are none. */
  readonly gallery: IndexedGallery | null;
  /** Their rows in the whole gallery. */
  readonly rows: Int32Array;
}

/** Rows that are copied between two turns. */
const ROWS = 16_384;

/** Numbers of entries that are held in memory for one condition. */
const MOST = 2 ** 29;

interface Filters {
  readonly kept: Map<string, FilteredGallery>;
  /** When the last one is made. */
  last: Promise<unknown>;
}

const filters = new WeakMap<SearchedGallery, Filters>();

/**
 * The part of a gallery whose columns meet a condition, see `rowsWhere`: a gallery of its own, so that answers, sets and probabilities are
 * those among these entries alone, exactly, whatever the engine of the whole. Conditions that are asked again are kept while together
 * they have no more entries than the gallery; one is made at a time.
 *
 * @throws when the gallery has no columns, or too many entries of one that lies on the disk meet the condition.
 */
export async function filteredGallery(whole: SearchedGallery, where: string): Promise<FilteredGallery> {
  const known = filters.get(whole) ?? { kept: new Map(), last: Promise.resolve() };
  filters.set(whole, known);
  const found = known.kept.get(where);
  if (found) return found;
  const made = known.last.then(() => known.kept.get(where) ?? keep(known.kept, where, whole));
  known.last = made.catch(() => {});
  return made;
}

async function keep(kept: Filters["kept"], where: string, whole: SearchedGallery): Promise<FilteredGallery> {
  const made = await filtered(whole, where);
  kept.set(where, made);
  const size = () => [...kept.values()].reduce((sum, { rows }) => sum + rows.length + 1, 0);
  for (const oldest of kept.keys()) if (size() > whole.names.length + 1 || kept.size > 64) kept.delete(oldest);
  return made;
}

async function filtered(whole: SearchedGallery, where: string): Promise<FilteredGallery> {
  const { side, names, columns } = whole;
  demand(columns !== undefined, () => ({
    argument: "where",
    expected: "a gallery with columns",
    received: "one without",
    remedy: "Keep some when it is built (crosstilt index --keep price colour)",
  }));
  const rows = await inTurns(rowsWhere(where, columns));
  if (rows.length === 0) return { gallery: null, rows };
  const { index } = indexed(whole);
  demand(rows.length * index.dimension <= MOST, () => ({
    argument: "where",
    expected: `a condition that at most ${Math.floor(MOST / index.dimension)} entries meet`,
    received: `${rows.length} entries`,
    remedy: "Ask more narrowly",
  }));
  const gallery = await taken(index, rows);
  const some = Object.entries(columns).map(([name, cells]) => [name, Array.from(rows, (row) => cells[row]!)] as const);
  const named = { side, names: Array.from(rows, (row) => names[row]!), columns: Object.fromEntries(some) };
  return { gallery: { ...named, gallery, index: exactIndex(gallery) }, rows };
}

/** Rows of an index, some at a time. */
async function taken(index: VectorIndex, rows: Int32Array): Promise<Gallery> {
  const { dimension } = index;
  const vectors = new Float32Array(rows.length * dimension);
  let bias: Float32Array | undefined;
  let scale: number | undefined;
  for (let first = 0; first < rows.length; first += ROWS) {
    await nextTurn();
    const piece = await index.take(rows.subarray(first, first + ROWS));
    demand(countOf(piece) === Math.min(ROWS, rows.length - first), () => ({
      argument: "gallery",
      expected: "all entries that meet the condition",
      received: "fewer",
      remedy: "Build the index again",
    }));
    vectors.set(piece.vectors, first * dimension);
    if (piece.bias) {
      bias ??= new Float32Array(rows.length);
      bias.set(piece.bias, first);
    }
    scale = piece.scale;
  }
  return { vectors, dimension, scale, ...(bias && { bias }) };
}
