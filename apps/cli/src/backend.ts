import { type BackendName, type BackendReport, backendNames, useBackend, useBestBackend } from "@crosstilt/backends";
import { type Command, Option } from "commander";
import { integerAtLeast } from "./integer.js";

/** The flags of every command that computes. */
export interface BackendFlags {
  readonly backend?: BackendName;
  readonly threads?: number;
}

/** Adds `--backend` and `--threads`. */
export function addBackendFlags(command: Command): Command {
  return command
    .addOption(new Option("--backend <name>", "where to compute (default: the best there is)").choices(backendNames))
    .option(
      "--threads <integer>",
      "threads of the wasm backend (default: all processors, at most 8)",
      integerAtLeast(1),
    );
}

/** Starts the backend the flags ask for. */
export function startBackend({ backend, threads }: BackendFlags): Promise<BackendReport> {
  return backend ? useBackend(backend, { threads }) : useBestBackend({ threads });
}

/** A report in one line, with what did not start. */
export function describeBackend({ name, why, threads, tried }: BackendReport): string {
  const failures = tried.map((attempt) => `; ${attempt.name} did not start as wanted: ${attempt.failure}`);
  return `${name}, ${threads} ${threads === 1 ? "thread" : "threads"} (${why})${failures.join("")}`;
}
