import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { adviseCommand } from "./commands/advise.js";
import { doctorCommand } from "./commands/doctor.js";
import { gaussianCommand } from "./commands/gaussian.js";
import { reproduceCommand } from "./commands/reproduce.js";
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
  const commands = [gaussianCommand(), adviseCommand(), reproduceCommand(), doctorCommand()];
  for (const command of commands) program.addCommand(inheritBehaviour(command));
  return program;
}

const examples = `
Examples:
  crosstilt doctor                             what works on this machine, and how to get the rest
  crosstilt gaussian --samples u.npy v.npy --metric quadratic --loss joint
                                               optimal linear encoders in closed form
  crosstilt advise --samples u.npy v.npy --purpose sample-u-given-v
                                               which loss, metric and rank serve a purpose
  crosstilt reproduce mnist                    figs 11 and 12: three losses on MNIST, in minutes
  crosstilt reproduce mnist --scale paper      at the paper's own setting (300 epochs)

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
