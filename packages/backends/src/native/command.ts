import { spawn } from "node:child_process";
import { refusal } from "@crosstilt/core";

/** How many of its last lines tell why a command failed. */
const LAST_LINES = 15;

interface Finished {
  readonly ok: boolean;
  readonly output: string;
}

function start(command: readonly string[], folder?: string): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command[0]!, command.slice(1), { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => {
        output += text;
      });
    child.on("error", ({ message }) => resolve({ ok: false, output: message }));
    child.on("close", (code, signal) =>
      resolve({ ok: code === 0, output: signal ? `${output}\nended by ${signal}` : output }),
    );
  });
}

/** Runs a command in a folder; a failure is an error with the last lines it printed. */
export async function runCommand(what: string, command: readonly string[], folder: string): Promise<void> {
  const { ok, output } = await start(command, folder);
  if (ok) return;
  throw refusal({
    argument: what,
    expected: `"${command.slice(0, 3).join(" ")} …" to succeed`,
    received: `\n${output.trim().split("\n").slice(-LAST_LINES).join("\n")}\n`,
    remedy: "Mend that and run the same command again; what was finished is kept",
  });
}

/** Whether a command ends without failure. */
export const succeeds = async (command: readonly string[]): Promise<boolean> => (await start(command)).ok;

/** The first of several commands that runs when asked for its version, or undefined. */
export async function firstThatRuns(
  candidates: readonly (readonly string[])[],
): Promise<readonly string[] | undefined> {
  for (const candidate of candidates) if (await succeeds([...candidate, "--version"])) return candidate;
  return undefined;
}
