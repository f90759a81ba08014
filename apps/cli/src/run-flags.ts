import type { Command } from "commander";
import { addBackendFlags, type BackendFlags } from "./backend-flags.js";
import type { Trust } from "./trust.js";

/** The flags of every command that works with a run. */
export interface RunFlags extends BackendFlags, Trust {
  readonly json?: boolean;
}

/** Adds `--plugin`, `--trust`, `--json`, `--backend` and `--threads`. */
export function addRunFlags(command: Command): Command {
  command
    .option("--plugin <module...>", "file or package whose losses, metrics and encoders can be named")
    .option("--trust", "allow the plugins that the run names, and remember them by checksum")
    .option("--json", "print one JSON object on stdout");
  return addBackendFlags(command);
}
