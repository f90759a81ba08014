import { join } from "node:path";
import {
  type Experiment,
  type ExperimentOutput,
  experiments,
  findExperiment,
  parseScale,
  scales,
} from "@crosstilt/experiments";
import { makeFolder, writeFileAtomic } from "@crosstilt/formats/node";
import { Argument, Command, Option } from "commander";
import { describeBackend, startBackend } from "../backend.js";
import { addBackendFlags, type BackendFlags } from "../backend-flags.js";
import { integerAtLeast } from "../integer.js";
import { abortOnInterrupt } from "../interrupt.js";
import { note, print } from "../output.js";
import { createProgress } from "../progress.js";
import { writeFigures } from "../write-figures.js";

interface ReproduceOptions extends BackendFlags {
  readonly scale: string;
  readonly dataDir?: string;
  readonly out?: string;
  readonly seed: number;
  readonly resume?: boolean;
  readonly json?: boolean;
}

/** `crosstilt reproduce NAME`: runs an experiment of the paper and writes its data and figures. */
export function reproduceCommand(): Command {
  const command = new Command("reproduce")
    .description("Run an experiment of the paper; write its data, figures and report.")
    .addArgument(new Argument("<experiment>", `one of ${experiments.map(({ name }) => name).join(", ")}`))
    .addOption(new Option("--scale <scale>", "how large to run it").choices(scales).default("laptop"))
    .option("--data-dir <folder>", "folder with the data set's files, in place of the bundled ones (IDX for mnist)")
    .option("--out <folder>", "where results go (default: runs/<experiment>)")
    .option("--seed <integer>", "seed of all randomness", integerAtLeast(0), 1)
    .option("--resume", "go on from the checkpoint in the output folder")
    .option("--json", "print one JSON object on stdout; progress goes to stderr");
  return addBackendFlags(command).action(async (name: string, options: ReproduceOptions) => {
    const experiment = findExperiment(name);
    const folder = options.out ?? join("runs", name);
    await makeFolder(folder, "--out");
    const output = await runExperiment(experiment, folder, options);
    await writeFileAtomic(join(folder, "result.json"), `${JSON.stringify(output.result, null, 2)}\n`);
    const written = await writeFigures(folder, experiment.title, output);
    print(options.json, output.summary, [
      ...output.lines,
      "",
      `Results: ${["result.json", ...written].map((file) => join(folder, file)).join(", ")}`,
    ]);
  });
}

async function runExperiment(
  experiment: Experiment,
  folder: string,
  { scale, seed, dataDir: dataFolder, resume, ...flags }: ReproduceOptions,
): Promise<ExperimentOutput> {
  const backend = experiment.trains ? await startBackend(flags) : null;
  if (backend) note(`backend: ${describeBackend(backend)}`);
  const progress = createProgress();
  const where = { folder, dataFolder, threads: backend?.threads };
  const { signal, arm } = abortOnInterrupt();
  const report: typeof progress.report = (unit) => {
    arm();
    progress.report(unit);
  };
  try {
    return await experiment.run({ scale: parseScale(scale), seed, ...where, resume, signal, note, report });
  } finally {
    progress.stop();
  }
}
