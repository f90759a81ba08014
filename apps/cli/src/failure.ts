import { visible } from "@crosstilt/formats";
import pc from "picocolors";

export const exitCodes = { failure: 1, misuse: 2, interrupted: 130 } as const;

/** Prints what went wrong and what to do, without a stack trace unless asked; returns the exit code. */
export function reportFailure(error: unknown, verbose: boolean): number {
  const failure = error instanceof Error ? error : new Error(String(error));
  if (failure.name === "Interrupted") {
    process.stderr.write(`${pc.yellow("interrupted:")} ${visible(failure.message, "\n")}\n`);
    return exitCodes.interrupted;
  }
  process.stderr.write(`${pc.red("error:")} ${visible(failure.message, "\n")}\n`);
  if (verbose && failure.stack) process.stderr.write(`${visible(failure.stack, "\n")}\n`);
  return exitCodes.failure;
}

/** The first line of what was thrown, which need not be an error. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `it threw ${String(error)}`;
  return error.message.split("\n")[0] || error.name;
}
