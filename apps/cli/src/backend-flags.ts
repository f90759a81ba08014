import { type BackendName, backendNames } from "@crosstilt/backends/names";
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
