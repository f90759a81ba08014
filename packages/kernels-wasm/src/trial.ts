import { type ExecFileException, execFile } from "node:child_process";
import { createRequire } from "node:module";
import { type Host, thisHost } from "./host.js";
import { permission } from "./permission.js";
import { rememberVerdict, type Verdict, verdictFolder } from "./verdicts.js";
import { type WideKernels, wideKernels } from "./wide.js";

/** What the process of a trial is told. */
export interface Trial {
  readonly flags: readonly string[];
  readonly kernels: WideKernels;
}

/** Given in tests only. */
export interface TrialOptions {
  readonly host?: Host;
  readonly folder?: string;
  readonly kernels?: WideKernels;
  /** Node, and its flags. */
  readonly command?: readonly string[];
}

interface Outcome {
  /** The end of a sentence that begins with the trial; null where all went well. */
  readonly problem: string | null;
  /** Whether it says something about the engine. */
  readonly decided: boolean;
}

const patience = 60_000;

/**
 * Tries the wide kernels on an engine that has not been tested, in a process of its own, which may crash. The verdict is
 * kept in the user's cache folder for exactly this Node, processor and kernels; later processes follow it.
 *
 * @returns the verdict; null where there is nothing to try: the engine is tested, was tried before, or cannot fuse.
 * @example await tryEngine(); // null on Node 20
 */
export async function tryEngine(options: TrialOptions = {}): Promise<Verdict | null> {
  const { host = thisHost(), folder = verdictFolder(), kernels = wideKernels, command = [process.execPath] } = options;
  const { untried: flags } = permission(host, folder);
  if (!flags) return null;
  const { problem, decided } = await run({ flags, kernels }, command);
  const subject = `a trial of 256-bit kernels on V8 ${host.v8} of Node ${host.node}, in a process of its own,`;
  const verdict = { admitted: problem === null, reason: `${subject} ${problem ?? "passed"}` };
  if (!decided) return verdict;
  try {
    rememberVerdict(host, flags, verdict, folder);
    return verdict;
  } catch (error) {
    return { admitted: false, reason: `${verdict.reason}, which cannot be kept: ${(error as Error).message}` };
  }
}

function run(trial: Trial, [node = "", ...flags]: readonly string[]): Promise<Outcome> {
  return new Promise<Outcome>((resolve) => {
    const program = createRequire(import.meta.url).resolve("#trial");
    const options = { timeout: patience, env: withoutOptionsOfNode() };
    const child = execFile(node, [...flags, program], options, (error, ...output) => resolve(judge(error, output)));
    // A process that has crashed reads nothing more.
    child.stdin?.on("error", () => {});
    child.stdin?.end(JSON.stringify(trial));
  }).catch((error: Error) => ({ problem: `could not be started: ${error.message}`, decided: false }));
}

/** The engine is tried as it is, without what the user asks of Node. */
function withoutOptionsOfNode(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  return environment;
}

function judge(error: ExecFileException | null, [stdout, stderr]: readonly string[]): Outcome {
  if (error) return judgeEnd(error);
  const unknown = /unrecognized flag (\S+)/.exec(`${stdout}${stderr}`);
  if (unknown) return { problem: `found that V8 does not know ${unknown[1]}`, decided: true };
  return { problem: stdout === "equal" ? null : "found other numbers than those of ordinary kernels", decided: true };
}

function judgeEnd({ killed, signal, code, message }: ExecFileException): Outcome {
  if (killed) return { problem: `took longer than ${patience / 1000} seconds`, decided: false };
  if (typeof code === "string") return { problem: `failed: ${message}`, decided: false };
  const problem = signal ? `was ended by ${signal}` : `ended with code ${code}`;
  return { problem, decided: !fromOutside.has(signal ?? "") };
}

/** Signals that somebody else sends, not a crash. */
const fromOutside: ReadonlySet<string> = new Set(["SIGINT", "SIGTERM", "SIGKILL", "SIGHUP"]);
