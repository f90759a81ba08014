import { countOf, demand, refusal, type SampleArray, suggest } from "@crosstilt/core";
import {
  columnCells,
  columnWords,
  readingLike,
  readSamplesLike,
  type SideSource,
  streamSamplesLike,
} from "@crosstilt/dataset-files";
import { type Columns, exactIndex, type Gallery, type VectorIndex } from "@crosstilt/search";
import type { Side } from "@crosstilt/train";
import { sideSource } from "../config/components.js";
import { isFiles } from "../config/config.js";
import { embedSamples } from "../run/embed.js";
import { readRunPairs } from "../run/part.js";
import { type ReadOut, readOutOf } from "../run/read-out.js";
import { demandFiles, type Run } from "../run/run.js";
import type { TrainedModel } from "../run/trained-model.js";

/** Samples of one side in a file; their names stand in the column `key`, or are the numbers of their rows from 0. */
export type SamplesSource = string | SideSource;

/** Samples with what to call them. */
export interface NamedSamples {
  readonly samples: SampleArray;
  readonly names: readonly string[];
}

/** Embedded samples of one side, to be searched or to ask with. */
export interface NamedGallery {
  readonly side: Side;
  readonly names: readonly string[];
  readonly gallery: Gallery;
  /** How probabilities come of its scores; null where they do not. */
  readonly readOut?: ReadOut | null;
  /** How to search it; by looking at every entry when absent. */
  readonly index?: VectorIndex;
  /** What else is known of the entries: what answers show, and what `where` asks. */
  readonly columns?: Columns;
}

/** A gallery that is searched by its index; it may be larger than memory. */
export interface IndexedGallery {
  readonly side: Side;
  readonly names: readonly string[];
  readonly index: VectorIndex;
  /** Its vectors, where they are in memory. */
  readonly gallery?: Gallery;
  readonly columns?: Columns;
}

/** What can be searched. */
export type SearchedGallery = NamedGallery | IndexedGallery;

/** A gallery that is read and embedded piece by piece. */
export interface GalleryStream {
  readonly side: Side;
  readonly pieces: AsyncIterable<Pick<NamedGallery, "names" | "gallery">>;
  readonly columns?: Columns;
}

/** The gallery with its vectors; refuses those that are on the disk alone. */
export function inMemory(named: SearchedGallery): NamedGallery {
  const { gallery, side, names, index, columns } = named;
  if (gallery) return { side, names, gallery, index, columns, ...("readOut" in named && { readOut: named.readOut }) };
  throw refusal({
    argument: "gallery",
    expected: "a gallery in memory, since every entry is looked at",
    received: `one with the engine ${index?.engine}`,
    remedy: 'Build the index with the engine "exact" or "usearch", or name the file of samples',
  });
}

/** The gallery with its index; one that looks at every entry when it has none. */
export function indexed(named: SearchedGallery): IndexedGallery {
  return { ...named, index: named.index ?? exactIndex(inMemory(named).gallery) };
}

/**
 * Columns of the file that a gallery is embedded from, to be kept beside its entries: `{ ...gallery, columns }`.
 *
 * @param names of columns; their cells are numbers where all are.
 * @example
 * const columns = await keptColumns(run, "v", { path: "products.csv", key: "sku" }, ["price", "colour"]);
 */
export async function keptColumns(
  { description }: Pick<TrainedModel, "description">,
  side: Side,
  source: SamplesSource,
  names: readonly string[],
): Promise<Columns> {
  const { path, key: _, columns: __, ...options } = typeof source === "string" ? { path: source } : source;
  const reading = { ...readingLike(path, description.data[side]), ...options };
  const cells: [string, Columns[string]][] = [];
  for (const name of names) cells.push([name, await columnCells(path, name, reading)]);
  return Object.fromEntries(cells);
}

/** Samples of a file, encoded and transformed as in training. */
export async function readNamedSamples(
  { description }: Pick<TrainedModel, "description">,
  side: Side,
  source: SamplesSource,
): Promise<NamedSamples> {
  const given = typeof source === "string" ? { path: source } : source;
  const samples = await readSamplesLike(given, description.data[side]);
  const count = samples.shape[0]!;
  if (given.key === undefined) return { samples, names: Array.from({ length: count }, (_, row) => String(row)) };
  const { path, key, ...options } = given;
  const reading = { ...readingLike(path, description.data[side]), ...options };
  return { samples, names: await columnWords(path, key, reading) };
}

/**
 * Samples of a file as a gallery.
 *
 * @example
 * const gallery = await embedFile(run, "v", { path: "products.csv", key: "sku" });
 */
export async function embedFile(trained: TrainedModel, side: Side, source: SamplesSource): Promise<NamedGallery> {
  const { samples, names } = await readNamedSamples(trained, side, source);
  return embedNamed(trained, side, samples, names);
}

/** Samples in memory as a gallery. */
export async function embedNamed(
  trained: TrainedModel,
  side: Side,
  samples: SampleArray,
  names: readonly string[],
): Promise<NamedGallery> {
  return { side, names, gallery: await embedSamples(trained, side, samples), readOut: readOutOf(trained.description) };
}

const PIECE = 4096;

/**
 * Samples of a file as a gallery that may be larger than memory, for `saveGallery` with the engine "lancedb".
 *
 * @param rows samples that are read and embedded at a time (default 4096).
 * @example
 * await saveGallery(run, streamFile(run, "v", { path: "all.parquet", key: "sku" }), "all.index", { engine: "lancedb" });
 */
export function streamFile(trained: TrainedModel, side: Side, source: SamplesSource, rows = PIECE): GalleryStream {
  const given = typeof source === "string" ? { path: source } : source;
  return { side, pieces: piecesOf(trained, side, given, rows) };
}

async function* piecesOf(
  trained: TrainedModel,
  side: Side,
  source: SideSource,
  rows: number,
): AsyncGenerator<Pick<NamedGallery, "names" | "gallery">> {
  let first = 0;
  for await (const { samples, keys } of streamSamplesLike(source, trained.description.data[side], rows)) {
    const gallery = await embedSamples(trained, side, samples);
    const start = first;
    first += countOf(gallery);
    yield { gallery, names: keys ?? Array.from({ length: countOf(gallery) }, (_, row) => String(start + row)) };
  }
}

/** All samples of one side of a run's own files; of a data set, those of its test pairs. */
export async function ownGallery(run: Run, side: Side): Promise<NamedGallery> {
  if (!run.config || isFiles(run.config.data)) return embedFile(run, side, ownSource(run, side));
  const { keys: names, ...samples } = await readRunPairs(run, "test");
  return embedNamed(run, side, samples[side], names);
}

/** One side of a run's own data as a source, named by its key. */
export function ownSource(run: Run, side: Side): SideSource {
  const data = demandFiles(run);
  const source = sideSource(data[side]);
  return { ...source, key: source.key ?? data.key };
}

/**
 * The words of a side that is a single column of words, each as an entry of a gallery: the classes of zero-shot
 * classification. Refuses other sides.
 */
export async function wordGallery(trained: TrainedModel, side: Side): Promise<NamedGallery> {
  const { encodings, transform } = trained.description.data[side];
  const only = encodings[0]!;
  demand(encodings.length === 1 && only.kind === "categorical", () => ({
    argument: "classes",
    expected: `a file of samples of ${side}, since that side is not a single column of words`,
    received: "none",
    remedy: "Name a file with one sample for each class, and the column that names them",
  }));
  const names = only.kind === "categorical" ? only.categories : [];
  const data = new Float32Array(names.length ** 2);
  names.forEach((_, i) => {
    for (let j = 0; j < names.length; j++)
      data[i * names.length + j] = ((i === j ? 1 : 0) - transform.mean[j]!) * (transform.scale?.[j] ?? 1);
  });
  return { side, names, gallery: await embedSamples(trained, side, { data, shape: [names.length, names.length] }) };
}

/** The place of each word among names; refuses others. */
export function placesOf(argument: string, words: readonly string[], names: readonly string[]): Int32Array {
  const places = new Map(names.map((name, i) => [name, i]));
  return Int32Array.from(words, (word, row) => {
    const place = places.get(word);
    demand(place !== undefined, () => ({
      argument: `${argument}, row ${row + 1}`,
      expected: "one of the classes",
      received: `"${word}"`,
      remedy: suggest(word, names.slice(0, 20)),
    }));
    return place;
  });
}
