import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { refusal } from "@crosstilt/core";
import type { SideSource } from "@crosstilt/dataset-files";
import {
  isConfigModule,
  type LoadCatalogue,
  openRun,
  type Project,
  type Run,
  readProject,
  runFiles,
  type SampleValues,
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
  readonly queries?: string;
  readonly query?: readonly string[];
  readonly columns?: readonly string[];
  readonly key?: string;
}

/** Adds `--given`, `--queries`, `--columns` and `--key`. */
export function addQuestionFlags(command: Command): Command {
  return addRunFlags(
    command
      .argument("<run>", "folder of the run")
      .addOption(new Option("--given <side>", "the side the queries are of").choices(["u", "v"]).default("u"))
      .option("--queries <file>", "samples to ask with, as in training: CSV, JSONL, NPY, Parquet, …")
      .option("--query <sample...>", "in its place: texts, or JSON of columns or of their values, each a sample")
      .option("--columns <name...>", "columns of the queries (default: those of training)")
      .option("--key <column>", "column that names the queries (default: the number of the row, from 0)"),
  );
}

/** The queries' file with its settings, or the queries themselves. */
export function queriesOf({ queries, query, columns, key }: QuestionFlags): SideSource | SampleValues {
  if ((queries === undefined) === (query === undefined))
    throw refusal({
      argument: "--queries and --query",
      expected: "one of them: a file of samples, or samples",
      received: queries === undefined ? "neither" : "both",
    });
  return queries === undefined ? { values: query!.map(sampleOf) } : { path: queries, columns, key };
}

/** JSON where it looks like it, otherwise a text. */
function sampleOf(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    throw refusal({ argument: "--query", expected: "a text, or JSON", received: text.slice(0, 60) });
  }
}

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
