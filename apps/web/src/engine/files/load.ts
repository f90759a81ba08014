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

let current: FileSplits | null = null;

/** The pairs that were read last. */
export function loadedFiles(): FileSplits {
  if (current === null) throw new CrosstiltError("data: expected two files, received none. Drop them first.");
  return current;
}

/** Reads two files into pairs, a fifth of them to test with, and reports on those to train on. */
export async function loadFiles({ u, v, key, missing }: FilesJob): Promise<FilesReport> {
  await ready();
  const options = { ...(key === "" ? {} : { key }), missing, split: { test: 0.2, validation: 0 } };
  current = await readPairs({ ...options, u: await sourceOf(u), v: await sourceOf(v) });
  return { report: await dataReport(current.train), metadata: current.metadata };
}

async function sourceOf({ file, columns }: SideFile): Promise<SideSource> {
  const source = { path: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  return columns.length > 0 ? { ...source, columns } : source;
}
