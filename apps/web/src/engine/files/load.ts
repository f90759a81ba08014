import { CrosstiltError } from "@crosstilt/core";
import type { FileSplits, SideSource } from "@crosstilt/dataset-files";
import { type FileSources, type FilesReport, loadFiles as load, type RowWords, wordsOf } from "@crosstilt/labs/files";
import { ready } from "../backend.js";

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

interface Loaded {
  readonly splits: FileSplits;
  readonly job: FilesJob;
  /** Read when first asked for. */
  words?: Promise<Readonly<Record<"u" | "v", RowWords>>>;
}

let current: Loaded | null = null;

function loaded(): Loaded {
  if (current === null) throw new CrosstiltError("data: expected two files, received none. Drop them first.");
  return current;
}

/** The pairs that were read last. */
export const loadedFiles = (): FileSplits => loaded().splits;

/** Where the pairs that were read last come from. */
export const loadedSources = (): Promise<FileSources> => sourcesOf(loaded().job);

/** What the rows of the files that were read last say. */
export function loadedWords(): Promise<Readonly<Record<"u" | "v", RowWords>>> {
  const here = loaded();
  here.words ??= sourcesOf(here.job).then(wordsOf);
  return here.words;
}

/** Reads two files into pairs and reports on them. */
export async function loadFiles(job: FilesJob): Promise<FilesReport> {
  await ready();
  const { splits, report } = await load(await sourcesOf(job));
  current = { splits, job };
  return report;
}

async function sourcesOf({ u, v, key, missing }: FilesJob): Promise<FileSources> {
  const sides = { u: await sourceOf(u), v: await sourceOf(v), missing };
  return key === "" ? sides : { ...sides, key };
}

async function sourceOf({ file, columns }: SideFile): Promise<SideSource> {
  const source = { path: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  return columns.length > 0 ? { ...source, columns } : source;
}
