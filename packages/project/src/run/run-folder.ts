import { access, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { CrosstiltError, demand, refusal } from "@crosstilt/core";
import { readSealed, writeFileAtomic } from "@crosstilt/formats/node";
import type { CandidateName } from "../pool/candidate-names.js";

/** What a run's folder holds. */
export const runFiles = {
  config: "config.yaml",
  /** Which pairs are in which part. */
  pairs: "pairs.csv.gz",
  metrics: "metrics.jsonl",
  checkpoint: "checkpoint",
  /** A model for each candidate of a pool, and the linear one to compare with. */
  candidates: "candidates",
  description: "model.json",
  weights: "model.safetensors",
  evaluation: "evaluation.json",
  report: "report.html",
  /** Written last: a run with a result is done. */
  result: "result.json",
} as const;

/** The folder of a candidate in that of a run. */
export const candidateFolder = (run: string, name: CandidateName): string => join(run, runFiles.candidates, name);

/** Whether a run may begin, go on or replace another in a folder. */
export interface FolderPolicy {
  /** Go on from the checkpoint in the folder. */
  readonly resume?: boolean;
  /** Replace the run that is in the folder. */
  readonly overwrite?: boolean;
}

/**
 * Refuses folders that hold a run which nobody asked to continue or replace, and folders of other things: what is replaced
 * must be nothing but a run.
 */
export async function demandRunFolder(folder: string, { resume, overwrite }: FolderPolicy): Promise<void> {
  const names = await namesIn(folder);
  const isRun = names.includes(runFiles.config);
  const foreign = names.find((name) => !(Object.values(runFiles) as string[]).includes(name));
  demand(names.length === 0 || (isRun && (resume === true || foreign === undefined)), () => ({
    argument: folder,
    expected: "an empty folder, or that of a run and nothing else",
    received: `a folder with ${foreign ?? names[0]}`,
    remedy: "Choose a new folder",
  }));
  demand(!isRun || resume === true || overwrite === true, () => ({
    argument: folder,
    expected: "a folder without a run",
    received: "a run",
    remedy: "Resume it, overwrite it, or choose another folder",
  }));
}

/** Removes what a run left in its folder, and nothing else. */
export async function clearRun(folder: string): Promise<void> {
  const { config, ...others } = runFiles;
  for (const name of Object.values(others)) await rm(join(folder, name), { recursive: true, force: true });
  await rm(join(folder, config), { force: true });
}

/** An object as a JSON file, whole or not at all. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** {@link readJson} of a file with a checksum. Refuses one that has changed since. */
export async function readSealedJson<T>(path: string): Promise<T | null> {
  return (await exists(path)) ? parseJson<T>(path, new TextDecoder().decode(await readSealed(path))) : null;
}

/** What a JSON file holds, or null when there is none. Refuses damaged files. */
export async function readJson<T>(path: string): Promise<T | null> {
  const text = await readFile(path, "utf8").catch(({ code }: NodeJS.ErrnoException) => {
    if (code === "ENOENT") return null;
    throw new CrosstiltError(`${path}: cannot be read (${code})`);
  });
  return text === null ? null : parseJson<T>(path, text);
}

function parseJson<T>(path: string, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw refusal({ argument: path, expected: "JSON", received: "damaged text", remedy: "Write the file anew" });
  }
}

/** Whether there is a file or folder of this name. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(({ code }: NodeJS.ErrnoException) => {
    if (code === "ENOENT") return [];
    throw refusal({ argument: folder, expected: "a folder", received: String(code), remedy: "Choose another folder" });
  });
  return names.filter((name) => !name.startsWith("."));
}
