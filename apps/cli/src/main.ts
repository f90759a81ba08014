import { Command, CommanderError } from "commander";
import { exitCodes, reportFailure } from "./failure.js";
import { readManifest } from "./manifest.js";
import { writeErr, writeOut } from "./output.js";

/** Runs the command line and sets the exit code: 0 done, 1 failed, 2 misused, 130 interrupted. */
export async function main(argv: string[]): Promise<void> {
  process.stdout.on("error", endWithReader);
  try {
    await (await createProgram(argv)).parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCodes.misuse;
    else process.exitCode = reportFailure(error, argv.includes("--verbose"));
  }
}

/** Ends quietly when whoever reads our output has seen enough (`| head`), and as a failure when it cannot be written. */
function endWithReader({ code, message }: NodeJS.ErrnoException): void {
  if (code === "EPIPE") process.exit(0);
  process.exit(reportFailure(`the output cannot be written: ${message}`, false));
}

/** The whole command line. */
async function createProgram(argv: readonly string[]): Promise<Command> {
  const program = new Command("crosstilt")
    .description("Bimodal contrastive learning as probability: train, measure, retrieve, and the paper's figures.")
    .version(readManifest().version)
    .option("--verbose", "show stack traces of errors")
    .showHelpAfterError("(run with --help for the options)")
    .addHelpText("after", examples)
    .exitOverride();
  const called = argv.slice(2).find((word) => !word.startsWith("-") && word !== "help");
  for (const [name, { summary, load }] of Object.entries(commands))
    program.addCommand(inheritBehaviour(called === name ? await load(argv) : new Command(name).description(summary)));
  return program;
}

interface CommandEntry {
  readonly summary: string;
  load(argv: readonly string[]): Promise<Command>;
}

/** Only the command that is called is loaded: together they would take a second to start. */
const commands: Readonly<Record<string, CommandEntry>> = {
  init: {
    summary: "Write a config for two files of pairs; asks on a terminal.",
    load: async () => (await import("./commands/init.js")).initCommand(),
  },
  estimate: {
    summary: "Report on a config's data, and what training will take.",
    load: async () => (await import("./commands/estimate.js")).estimateCommand(),
  },
  train: {
    summary: "Train on pairs from two files, as a config says.",
    load: async () => (await import("./commands/train.js")).trainCommand(),
  },
  evaluate: {
    summary: "Measure retrieval, calibration and collapse of a run.",
    load: async () => (await import("./commands/evaluate.js")).evaluateCommand(),
  },
  calibrate: {
    summary: "Fit a model's probabilities anew on held-out pairs.",
    load: async () => (await import("./commands/calibrate.js")).calibrateCommand(),
  },
  curate: {
    summary: "List pairs whose sides may not belong together, most surprising first.",
    load: async () => (await import("./commands/curate.js")).curateCommand(),
  },
  verify: {
    summary: "Compare the files of a run, a model or a gallery with their checksums.",
    load: async () => (await import("./commands/verify.js")).verifyCommand(),
  },
  retrieve: {
    summary: "Find the best matches of the other side for each query.",
    load: async () => (await import("./commands/retrieve.js")).retrieveCommand(),
  },
  classify: {
    summary: "Give each query its most probable class.",
    load: async () => (await import("./commands/classify.js")).classifyCommand(),
  },
  finetune: {
    summary: "Learn classes from labelled samples, with frozen encoders.",
    load: async () => (await import("./commands/finetune.js")).finetuneCommand(),
  },
  sample: {
    summary: "Draw samples of the other side given each query.",
    load: async () => (await import("./commands/sample.js")).sampleCommand(),
  },
  export: {
    summary: "Write embeddings or the model for other tools and browsers.",
    load: async () => (await import("./commands/export.js")).exportCommand(),
  },
  index: {
    summary: "Embed samples and build an index to search them.",
    load: async () => (await import("./commands/build-index.js")).indexCommand(),
  },
  serve: {
    summary: "Answer retrieval and classification over HTTP with JSON.",
    load: async () => (await import("./commands/serve.js")).serveCommand(),
  },
  reproduce: {
    summary: "Run an experiment of the paper; write its data, figures and report.",
    load: async () => (await import("./commands/reproduce.js")).reproduceCommand(),
  },
  gaussian: {
    summary: "Closed-form optimum of a loss and a metric for Gaussian data.",
    load: async () => (await import("./commands/gaussian.js")).gaussianCommand(),
  },
  advise: {
    summary: "Say which loss, metric and rank serve a purpose, with predicted errors.",
    load: async () => (await import("./commands/advise.js")).adviseCommand(),
  },
  score: {
    summary: "Evaluate a loss with a metric on embeddings from NPY files, and its gradient.",
    load: async (argv) => (await import("./commands/score.js")).scoreCommand(argv),
  },
  losses: {
    summary: "List the losses with their sources, or show the page of one.",
    load: async () => (await import("./commands/catalogue.js")).catalogueCommand("losses"),
  },
  metrics: {
    summary: "List the metrics with their sources, or show the page of one.",
    load: async () => (await import("./commands/catalogue.js")).catalogueCommand("metrics"),
  },
  kernels: {
    summary: "List the kernels of the MMD losses, or show the page of one.",
    load: async () => (await import("./commands/catalogue.js")).catalogueCommand("kernels"),
  },
  encoders: {
    summary: "List the encoders, or show the page of one.",
    load: async () => (await import("./commands/catalogue.js")).catalogueCommand("encoders"),
  },
  datasets: {
    summary: "List the data sets, or show the page of one.",
    load: async () => (await import("./commands/catalogue.js")).catalogueCommand("datasets"),
  },
  web: {
    summary: "Serve the web app on this machine: every lab live in the browser.",
    load: async () => (await import("./commands/web.js")).webCommand(),
  },
  doctor: {
    summary: "Say what works on this machine, what is missing and how to get it.",
    load: async () => (await import("./commands/doctor.js")).doctorCommand(),
  },
};

const examples = `
Examples:
  crosstilt init --u photos.npy --v texts.npy  write config.yaml for two files of pairs
  crosstilt train config.yaml                  train it; then: crosstilt evaluate runs/config
  crosstilt doctor                             what works on this machine, and how to get the rest
  crosstilt gaussian --samples u.npy v.npy --metric quadratic --loss joint
                                               optimal linear encoders in closed form
  crosstilt advise --samples u.npy v.npy --purpose sample-u-given-v
                                               which loss, metric and rank serve a purpose
  crosstilt reproduce gaussian                 figs 1 to 10: Gaussian theory, in minutes
  crosstilt reproduce mnist                    figs 11 and 12: three losses on MNIST, in minutes
  crosstilt reproduce mnist --scale paper      at the paper's own setting (300 epochs)
  crosstilt web                                every lab live in the browser

Every command takes --json, which prints exactly one JSON object on stdout; progress goes to stderr.`;

function inheritBehaviour(command: Command): Command {
  for (const child of command.commands) inheritBehaviour(child);
  return command
    .exitOverride()
    .configureOutput({ writeOut, writeErr })
    .showHelpAfterError("(run with --help for the options)")
    .option("--verbose", "show stack traces of errors");
}
