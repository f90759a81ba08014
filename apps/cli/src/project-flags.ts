import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { SideSource } from "@crosstilt/dataset-files";
import {
  isConfigModule,
  type LoadCatalogue,
  openRun,
  type Project,
  type Run,
  readProject,
  runFiles,
} from "@crosstilt/project";
import { type Command, InvalidArgumentError, Option } from "commander";
import { startBackend } from "./backend.js";
import { runForeign } from "./foreign-code.js";
import { loadCatalogue } from "./plugins.js";
import { addRunFlags, type RunFlags } from "./run-flags.js";
import { demandTrust, rememberTrust } from "./trust.js";

export { addRunFlags, type RunFlags };

/** Loads the plugins that a config names and those of the command line, once `admit` lets them. */
const catalogueLoader =
  ({ plugin = [] }: RunFlags, admit: (plugins: readonly string[]) => Promise<void>): LoadCatalogue =>
  async (plugins) => {
    await admit(plugins);
    return loadCatalogue([...new Set([...plugins, ...plugin])]);
  };

/**
 * The project of a config, which may be a program. Who names a config means its plugins too, and may then open what was trained
 * with them; but for the config of a run, which may be somebody else's.
 */
export async function openProject(path: string, flags: RunFlags): Promise<Project> {
  const ofRun = [runFiles.description, runFiles.pairs].some((file) => existsSync(join(dirname(path), file)));
  const load = catalogueLoader(flags, (plugins) => (ofRun ? demandTrust(plugins, flags) : rememberTrust(plugins)));
  return isConfigModule(path) ? runForeign(path, () => readProject(path, load)) : readProject(path, load);
}

/** Starts the backend and opens a run. */
export async function startRun(folder: string, flags: RunFlags): Promise<Run> {
  await startBackend(flags);
  return openRun(
    folder,
    catalogueLoader(flags, (plugins) => demandTrust(plugins, flags)),
  );
}

/** The flags of a question to a run. */
export interface QuestionFlags extends RunFlags {
  readonly given: "u" | "v";
  readonly queries: string;
  readonly columns?: readonly string[];
  readonly key?: string;
}

/** Adds `--given`, `--queries`, `--columns` and `--key`. */
export function addQuestionFlags(command: Command): Command {
  return addRunFlags(
    command
      .argument("<run>", "folder of the run")
      .addOption(new Option("--given <side>", "the side the queries are of").choices(["u", "v"]).default("u"))
      .requiredOption("--queries <file>", "samples to ask with, as in training: CSV, JSONL, NPY, Parquet, …")
      .option("--columns <name...>", "columns of the queries (default: those of training)")
      .option("--key <column>", "column that names the queries (default: the number of the row, from 0)"),
  );
}

/** The queries' file with its settings. */
export const queriesOf = ({ queries, columns, key }: QuestionFlags): SideSource => ({ path: queries, columns, key });

/** A file with the column that names its rows, written `FILE` or `FILE:COLUMN`. */
export function parseNamedFile(text: string): SideSource {
  const match = /^(.+\.[^:/\\]+):([^:]+)$/.exec(text);
  return match ? { path: match[1]!, key: match[2] } : { path: text };
}

/** A list of positive numbers, written `0.2,0.8`. */
export function parseNumbers(text: string): number[] {
  const numbers = text.split(",").map((word) => (word.trim() === "" ? Number.NaN : Number(word)));
  if (!numbers.every((value) => Number.isFinite(value) && value > 0))
    throw new InvalidArgumentError("expected positive numbers separated by commas.");
  return numbers;
}
