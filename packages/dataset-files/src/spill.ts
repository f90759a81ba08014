import { closeSync, openSync, readSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import type { Complaint } from "@crosstilt/core";
import { fileError } from "@crosstilt/formats/node";
import { type FeatureEncoding, type Features, featuresOf } from "./features.js";
import { addFrequencies } from "./hashed-text.js";
import { labelWords } from "./pair-labels.js";
import { tableChunks } from "./read-table.js";
import { readSideOptions, type SideSource, sideColumns, sideFeatures, textOf } from "./side-source.js";
import { type CategoricalColumn, columnOf, type Table } from "./table.js";

/** A side whose rows lie in a file of 64-bit floats, and the columns of its keys and labels alone. */
export interface SpilledSide {
  readonly table: Table;
  readonly features: Features;
  /** Closes the file; no row can be read then. */
  close(): void;
}

/** Bytes of a number. */
const WIDTH = Float64Array.BYTES_PER_ELEMENT;

/**
 * Encodes a side without having it in memory: one pass learns which words there are, unless that is known, and one writes the
 * encoded rows to `target`. Beside keys, labels and places of missing values, memory holds one chunk.
 */
export async function spillSide(
  source: SideSource,
  target: string,
  chunkRows: number,
  known?: { readonly encodings: readonly FeatureEncoding[] },
): Promise<SpilledSide> {
  const chunks = () => tableChunks(source.path, readSideOptions(source), chunkRows);
  const encodings = known?.encodings ?? (await learnEncodings(chunks(), source));
  const words = new Map<string, string[]>();
  let own: Partial<Pick<Table, "rowNames" | "isFolder" | "names">> = {};
  const missing = new Map<number, Complaint>();
  let shape: Pick<Features, "dimension" | "shape" | "scalable"> | undefined;
  let rows = 0;
  await writing(target, async (write) => {
    for await (const table of chunks()) {
      const features = sideFeatures(table, source, { encodings });
      shape = features;
      await write(encodedRows(features, table.rows));
      collectWords(table, source, words);
      for (const [row, complaint] of features.missing) missing.set(rows + row, complaint);
      own = { ...joinNames(own, table), names: table.names };
      rows += table.rows;
    }
  });
  const { dimension = 0 } = shape ?? {};
  const file = openSync(target, "r");
  // Without its name, the file goes with the process, however that ends.
  await rm(target, { force: true }).catch(() => {});
  return {
    table: { ...wordTable(source, rows, words), ...own },
    features: { ...shape!, path: source.path, encodings, missing, read: reader(file, dimension) },
    close: () => closeSync(file),
  };
}

/** The encodings of the whole: all words that occur, in alphabetical order. */
async function learnEncodings(chunks: AsyncIterable<Table>, source: SideSource): Promise<readonly FeatureEncoding[]> {
  let known: readonly FeatureEncoding[] | undefined;
  for await (const table of chunks) {
    const { encodings } = featuresOf(table, sideColumns(table, source), { text: textOf(table, source) });
    known = known ? known.map((encoding, i) => merge(encoding, encodings[i]!)) : encodings;
  }
  return known ?? [];
}

function merge(known: FeatureEncoding, found: FeatureEncoding): FeatureEncoding {
  if (known.kind === "text" && found.kind === "text")
    return { ...known, frequencies: addFrequencies(known.frequencies, found.frequencies) };
  if (known.kind !== "categorical" || found.kind !== "categorical") return known;
  return { ...known, categories: [...new Set([...known.categories, ...found.categories])].sort() };
}

function encodedRows({ dimension, read }: Features, count: number): Uint8Array {
  const values = new Float64Array(count * dimension);
  for (let row = 0; row < count; row++) read(row, values.subarray(row * dimension, (row + 1) * dimension));
  return new Uint8Array(values.buffer);
}

/** Adds the keys and labels of more rows; labels may be in the other file. Empty words stand for missing ones. */
function collectWords(table: Table, { key, labels = [] }: SideSource, words: Map<string, string[]>): void {
  const known = new Set(table.columns.map(({ name }) => name));
  const names = [...(key === undefined ? [] : [key]), ...labels.filter((name) => name !== key && known.has(name))];
  for (const name of names) {
    const column = columnOf(table, name);
    const all = words.get(name) ?? [];
    labelWords(table, column).forEach((word, row) => {
      all.push(column.missing.has(row) ? "" : word);
    });
    words.set(name, all);
  }
}

/** The side as a table of nothing but keys and labels, for matching. */
function wordTable({ path }: SideSource, rows: number, words: ReadonlyMap<string, readonly string[]>): Table {
  const columns = [...words].map(([name, values]): CategoricalColumn => {
    const missing = values.flatMap((value, row) => (value === "" ? [[row, "an empty cell"] as const] : []));
    return { name, kind: "categorical", values, missing: new Map(missing) };
  });
  return { path, rows, columns, names: columns.map(({ name }) => name), place: (row) => `row ${row + 1}` };
}

/** What tables call their rows, one after the other. */
const joinNames = (before: Pick<Table, "rowNames" | "isFolder">, { rowNames, isFolder }: Table) => ({
  isFolder,
  rowNames: rowNames && { ...rowNames, names: [...(before.rowNames?.names ?? []), ...rowNames.names] },
});

function reader(file: number, dimension: number): Features["read"] {
  return (row, target) => {
    const bytes = new Uint8Array(target.buffer, target.byteOffset, dimension * WIDTH);
    readSync(file, bytes, 0, bytes.length, row * dimension * WIDTH);
  };
}

/** Lets `use` write to a file; what goes wrong there, and not in `use`, is told with its path. */
async function writing(
  path: string,
  use: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const told = (error: unknown) => {
    throw fileError(path, "write", error);
  };
  const file = await open(path, "w").catch(told);
  try {
    await use((bytes) => file.writeFile(bytes).catch(told));
  } finally {
    await file.close();
  }
}
