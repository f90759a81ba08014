import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { doctorCommand } from "./commands/doctor.js";
import { reproduceCommand } from "./commands/reproduce.js";
import { webCommand } from "./commands/web.js";
import { exitCodes, reportFailure } from "./failure.js";

/** Runs the command line and sets the exit code: 0 done, 1 failed, 2 misused, 130 interrupted. */
export async function main(argv: string[]): Promise<void> {
  const program = createProgram();
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCodes.misuse;
    else process.exitCode = reportFailure(error, argv.includes("--verbose"));
  }
}

/** The whole command line. */
function createProgram(): Command {
  const program = new Command("crosstilt")
    .description("Bimodal contrastive learning as probability: train, measure, retrieve, and the paper's figures.")
    .version(version())
    .option("--verbose", "show stack traces of errors")
    .showHelpAfterError("(run with --help for the options)")
    .addHelpText("after", examples)
    .exitOverride();
  for (const command of [reproduceCommand(), webCommand(), doctorCommand()])
    program.addCommand(inheritBehaviour(command));
  return program;
}

const examples = `
Examples:
  crosstilt doctor                             what works on this machine, and how to get the rest
  crosstilt reproduce mnist                    figs 11 and 12: three losses on MNIST, in minutes
  crosstilt reproduce mnist --scale paper      at the paper's own setting (300 epochs)
  crosstilt web                                every lab live in the browser

Every command takes --json, which prints exactly one JSON object on stdout; progress goes to stderr.`;

function inheritBehaviour(command: Command): Command {
  for (const child of command.commands) inheritBehaviour(child);
  return command
    .exitOverride()
    .showHelpAfterError("(run with --help for the options)")
    .option("--verbose", "show stack traces of errors");
}

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
