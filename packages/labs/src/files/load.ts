import { arrayPairs } from "@crosstilt/core";
import {
  type DataReport,
  dataReport,
  type FilePairsMetadata,
  type FileSplits,
  readPairs,
  readPairsLike,
  type SideSource,
} from "@crosstilt/dataset-files";
import type { TrainedModel } from "@crosstilt/project/browser";
import { type RowWords, rowWords } from "./row-words.js";
import type { FilePairs } from "./samples.js";

/** Two files of paired data and how to read them. */
export interface FileSources {
  readonly u: SideSource;
  readonly v: SideSource;
  /** The column to join by; by row when absent. */
  readonly key?: string;
  /** What becomes of rows without a value. */
  readonly missing: "refuse" | "drop";
}

/** What there is to know of the pairs. */
export interface FilesReport {
  readonly report: DataReport;
  readonly metadata: FilePairsMetadata;
}

/** Shares of the pairs, as `train` of the command line has them by default. */
const split = { test: 0.1, validation: 0.1 };

/** Reads two files into pairs, some to test and some to validate with, and reports on those to train on. */
export async function loadFiles(sources: FileSources): Promise<{ splits: FileSplits; report: FilesReport }> {
  const splits = await readPairs({ ...sources, split });
  return { splits, report: { report: await dataReport(splits.train), metadata: splits.metadata } };
}

/** The test pairs of files that were loaded. */
export const testPairs = ({ test, metadata, origins }: FileSplits): FilePairs => ({
  pairs: test,
  metadata,
  rows: origins.test.rows,
});

/** All pairs of two files, read as the data that a model was trained on. */
export async function pairsLike(sources: FileSources, { description }: TrainedModel): Promise<FilePairs> {
  const { u, v, rows } = await readPairsLike(sources, description.data);
  return { pairs: arrayPairs(u, v), metadata: description.data, rows };
}

/** What the rows of both files say. */
export async function wordsOf({ u, v, key }: FileSources): Promise<Readonly<Record<"u" | "v", RowWords>>> {
  const words = (side: SideSource) => rowWords(key === undefined ? side : { ...side, key });
  return { u: await words(u), v: await words(v) };
}
