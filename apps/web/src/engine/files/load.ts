import { CrosstiltError } from "@crosstilt/core";
import {
  type DataReport,
  dataReport,
  type FilePairsMetadata,
  type FileSplits,
  readPairs,
  type SideSource,
} from "@crosstilt/dataset-files";
import { ready } from "../backend.js";
import { type RowWords, rowWords } from "./row-words.js";

/** Two files of paired data and how to read them. */
export interface FilesJob {
  readonly u: SideFile;
  readonly v: SideFile;
  /** The column to join by; by row when empty. */
  readonly key: string;
  /** What becomes of rows without a value. */
  readonly missing: "refuse" | "drop";
}

interface SideFile {
  readonly file: File;
  /** The columns that make a sample; all when empty. */
  readonly columns: readonly string[];
}

/** What there is to know of the pairs. */
export interface FilesReport {
  readonly report: DataReport;
  readonly metadata: FilePairsMetadata;
}

interface Loaded {
  readonly splits: FileSplits;
  readonly sides: Readonly<Record<"u" | "v", SideFile>>;
  readonly key: string;
  /** Read when first asked for. */
  readonly words: Partial<Record<"u" | "v", Promise<RowWords>>>;
}

let current: Loaded | null = null;

function loaded(): Loaded {
  if (current === null) throw new CrosstiltError("data: expected two files, received none. Drop them first.");
  return current;
}

/** The pairs that were read last. */
export const loadedFiles = (): FileSplits => loaded().splits;

/** What the rows of a side's file say in words. */
export async function loadedWords(side: "u" | "v"): Promise<RowWords> {
  const { sides, key, words } = loaded();
  words[side] ??= sourceOf(sides[side]).then((source) => rowWords(key === "" ? source : { ...source, key }));
  return words[side];
}

/** Reads two files into pairs, a fifth of them to test with, and reports on those to train on. */
export async function loadFiles({ u, v, key, missing }: FilesJob): Promise<FilesReport> {
  await ready();
  const options = { ...(key === "" ? {} : { key }), missing, split: { test: 0.2, validation: 0 } };
  const splits = await readPairs({ ...options, u: await sourceOf(u), v: await sourceOf(v) });
  current = { splits, sides: { u, v }, key, words: {} };
  return { report: await dataReport(splits.train), metadata: splits.metadata };
}

async function sourceOf({ file, columns }: SideFile): Promise<SideSource> {
  const source = { path: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  return columns.length > 0 ? { ...source, columns } : source;
}
