import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { countOf, demand, refusal } from "@crosstilt/core";
import { holdFolder, makeFolder, sealedJson, writeFileAtomic } from "@crosstilt/formats/node";
import { type Columns, indexRecall, scanSearch, type VectorIndex } from "@crosstilt/search";
import { openIndex } from "@crosstilt/search/node";
import type { Side } from "@crosstilt/train";
import { digestOf } from "../run/digest.js";
import { otherSide } from "../run/embed.js";
import type { Run } from "../run/run.js";
import { readJson, readSealedJson, runFiles } from "../run/run-folder.js";
import { buildGalleryIndex, type GalleryOptions } from "./gallery-index.js";
import { type GalleryStream, type IndexedGallery, type NamedGallery, ownSource, streamFile } from "./named-gallery.js";

/** A gallery in a folder, ready to be searched. */
export interface StoredGallery extends IndexedGallery {
  readonly about: GalleryDescription;
}

/** What `gallery.json` says; the other files count only when it names them. */
export interface GalleryDescription {
  readonly format: string;
  readonly side: Side;
  /** SHA-256 of the weights that embedded it. */
  readonly model: string;
  readonly engine: string;
  readonly count: number;
  readonly dimension: number;
  readonly index: string;
  readonly names: string;
  /** What else is known of the entries, if anything was kept. */
  readonly columns?: string;
  /** Share of the best k that the index finds, against an exact search. */
  readonly recall: { readonly k: number; readonly queries: number; readonly share: number };
}

const FORMAT = "crosstilt-gallery/1";
/** What is replaced at one moment. */
export const GALLERY_FILE = "gallery.json";
const PARTS = /^(index-[0-9a-f]+\.(safetensors|lance)|(names|columns)-[0-9a-f]+\.json)$/;
/** What a build that was killed may leave beside them. */
const REMAINS = /^\.index-[0-9a-f]+\.lance-[0-9a-f]+$/;
/** Queries and answers that recall is measured with. */
const [RECALL_QUERIES, RECALL_K] = [200, 10];

/**
 * Builds the index of a gallery, measures its recall against an exact search, and keeps both in a folder. A gallery that is
 * there already is replaced at one moment, so that whoever opens the folder gets the old or the new one, whole; who has the
 * old one open can go on, since its files stay until the next replacement. With the engine "lancedb" the index lies on the
 * disk, and a stream may be larger than memory.
 *
 * @example
 * const { about } = await saveGallery(run, await ownGallery(run, "v"), "shop.index", { engine: "usearch" });
 * console.log(about.recall.share);
 */
export async function saveGallery(
  run: Run,
  source: NamedGallery | GalleryStream,
  folder: string,
  options: GalleryOptions = {},
): Promise<StoredGallery> {
  await demandGalleryFolder(folder);
  await makeFolder(folder);
  return holdFolder(folder, () => writeGallery(run, source, folder, options));
}

/** {@link saveGallery} in a folder that is held already. */
export async function writeGallery(
  run: Run,
  source: NamedGallery | GalleryStream,
  folder: string,
  options: GalleryOptions,
): Promise<StoredGallery> {
  const id = randomBytes(6).toString("hex");
  const { part, names, ...built } = await buildGalleryIndex(source, folder, `index-${id}`, options);
  const recall = await recallOf(run, source.side, built.index);
  const { columns } = source;
  demandColumns("columns", columns, names.length);
  const parts = { index: part, names: `names-${id}.json`, ...(columns && { columns: `columns-${id}.json` }) };
  await writeFileAtomic(join(folder, parts.names), sealedJson({ names }));
  if (parts.columns) await writeFileAtomic(join(folder, parts.columns), sealedJson({ columns }));
  const about: GalleryDescription = {
    format: FORMAT,
    side: source.side,
    model: await digestOf(join(run.folder, runFiles.weights)),
    engine: built.index.engine,
    count: names.length,
    dimension: built.index.dimension,
    ...parts,
    recall,
  };
  const before = await readJson<GalleryDescription>(join(folder, GALLERY_FILE)).catch(() => null);
  await writeFileAtomic(join(folder, GALLERY_FILE), sealedJson(about));
  await removeOthers(folder, [...Object.values(parts), before?.index, before?.names, before?.columns]);
  return { side: source.side, names, ...built, columns, about };
}

/**
 * The gallery that {@link saveGallery} left in a folder. Refuses galleries of another model, and damaged ones.
 *
 * @example
 * await retrieve(run, { given: "u", queries: "new.npy", gallery: await openGallery(run, "shop.index") });
 */
export async function openGallery(run: Run, folder: string): Promise<StoredGallery> {
  const path = join(folder, GALLERY_FILE);
  const about = await readSealedJson<GalleryDescription>(path);
  demand(about?.format === FORMAT, () => ({
    argument: path,
    expected: `a gallery of format ${FORMAT}`,
    received: about?.format ?? (about ? "something else" : "no such file"),
    remedy: "Build the index again",
  }));
  demand(about.model === (await digestOf(join(run.folder, runFiles.weights))), () => ({
    argument: path,
    expected: `a gallery embedded by the model of ${run.folder}`,
    received: "one of another model",
    remedy: "Build the index again with this run",
  }));
  const index = await openIndex(join(folder, about.index));
  const names = await namesIn(join(folder, about.names));
  demand(isList(names) && names.length === index.size, () => ({
    argument: join(folder, about.names),
    expected: `${index.size} names`,
    received: isList(names) ? String(names.length) : "something else",
    remedy: "Build the index again",
  }));
  const columns = about.columns === undefined ? undefined : await columnsIn(join(folder, about.columns), index.size);
  return { side: about.side, names, gallery: "gallery" in index ? index.gallery : undefined, index, columns, about };
}

/** The names of a gallery's entries; galleries of before had them as a bare list. */
async function namesIn(path: string): Promise<unknown> {
  const found = await readSealedJson<string[] | { readonly names: string[] }>(path);
  return Array.isArray(found) ? found : found?.names;
}

async function columnsIn(path: string, count: number): Promise<Columns> {
  const found = await readSealedJson<{ readonly columns: Columns }>(path);
  demandColumns(path, found?.columns ?? {}, count);
  return found!.columns;
}

/** Refuses columns that have not one cell for each entry. */
function demandColumns(argument: string, columns: Columns | undefined, count: number): void {
  if (!columns) return;
  const entries = Object.entries(columns);
  const wrong = entries.find(([, cells]) => !Array.isArray(cells) || cells.length !== count);
  demand(entries.length > 0 && !wrong, () => ({
    argument,
    expected: `at least one column, and ${count} cells in each`,
    received: wrong ? `${wrong[1]?.length} of ${wrong[0]}` : "none",
  }));
}

/** Recall on samples of the run's own data, the first ones of the other side. */
async function recallOf(run: Run, side: Side, index: VectorIndex): Promise<GalleryDescription["recall"]> {
  const k = Math.min(RECALL_K, index.size);
  if (index.engine === "exact") return { k, queries: 0, share: 1 };
  const asking = otherSide(side);
  const { gallery: queries } = await firstPiece(streamFile(run, asking, ownSource(run, asking), RECALL_QUERIES));
  return { k, queries: countOf(queries), share: await indexRecall(index, { search: scanSearch(index) }, queries, k) };
}

const isList = (names: unknown): names is string[] => Array.isArray(names);

async function firstPiece({ pieces }: GalleryStream) {
  for await (const piece of pieces) return piece;
  throw refusal({ argument: "queries", expected: "at least one sample", received: "none" });
}

/** Refuses folders with files that are no gallery's. */
export async function demandGalleryFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const foreign = names.find((name) => name !== GALLERY_FILE && !PARTS.test(name) && !name.startsWith("."));
  demand(foreign === undefined, () => ({
    argument: folder,
    expected: "an empty folder, or that of a gallery",
    received: `a folder with ${foreign}`,
    remedy: "Choose a new folder",
  }));
}

async function removeOthers(folder: string, kept: readonly (string | undefined)[]): Promise<void> {
  const old = (await readdir(folder)).filter(
    (name) => REMAINS.test(name) || (PARTS.test(name) && !kept.includes(name)),
  );
  await Promise.all(old.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
