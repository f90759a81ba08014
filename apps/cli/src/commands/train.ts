import { access } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { refusal } from "@crosstilt/core";
import { runFiles, type TrainResult, train } from "@crosstilt/project";
import { Command } from "commander";
import { describeBackend, startBackend } from "../backend.js";
import { abortOnInterrupt } from "../interrupt.js";
import { note, print } from "../output.js";
import { createProgress } from "../progress.js";
import { addRunFlags, openProject, type RunFlags } from "../project-flags.js";

interface TrainFlags extends RunFlags {
  readonly out?: string;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
}

/** `crosstilt train CONFIG`: two encoders from a config and its two files. */
export function trainCommand(): Command {
  const command = new Command("train")
    .description("Train on pairs from two files, as a config says; leaves a run with model, metrics and report.")
    .argument("[config]", "file in YAML or TypeScript (see: crosstilt init); with --resume that of the run by default")
    .option("--out <folder>", "folder of the run (default: runs/<name of the config>)")
    .option("--resume", "go on from the checkpoint in the folder")
    .option("--overwrite", "replace the run that is in the folder");
  return addRunFlags(command).action(async (path: string | undefined, flags: TrainFlags) => {
    const folder = flags.out ?? join("runs", basename(path ?? "", extname(path ?? "")));
    const { config, catalogue } = await openProject(await configOf(path, folder, flags), flags);
    const backend = await startBackend(flags);
    note(`backend: ${describeBackend(backend)}`);
    const progress = createProgress();
    const interruption = abortOnInterrupt();
    const result = await train(config, folder, {
      catalogue,
      resume: flags.resume,
      overwrite: flags.overwrite,
      signal: interruption.signal,
      machine: { threads: backend.threads },
      onWarning: (warning: string) => note(`warning: ${warning}`),
      onStage: (candidate) => {
        interruption.arm();
        note(`pool: ${candidate}`);
      },
      onStep: ({ step, totalSteps, loss, examples, candidate = "training" }) => {
        interruption.arm();
        progress.report({ stage: candidate, done: step, total: totalSteps, loss, examples });
      },
    }).finally(progress.stop);
    print(flags.json, { folder: resolve(folder), ...result }, lines(result, folder));
  });
}

async function configOf(path: string | undefined, folder: string, { out, resume }: TrainFlags): Promise<string> {
  if (path !== undefined) return path;
  const own = join(folder, runFiles.config);
  const isRun = await access(own).then(
    () => true,
    () => false,
  );
  if (resume && out !== undefined && isRun) return own;
  throw refusal({
    argument: "config",
    expected: "a file in YAML or TypeScript",
    received: "none",
    remedy: "Write one with: crosstilt init; or name the run to go on with: --resume --out <folder>",
  });
}

function lines(result: TrainResult, folder: string): string[] {
  const { pairs, epochs, steps, stoppedEarly, keptEpoch, loss, validationLoss, pool } = result;
  const validation = validationLoss === null ? "" : `, validation loss ${validationLoss.toFixed(4)}`;
  return [
    `${pairs.train} pairs to train on, ${pairs.validation} to validate, ${pairs.test} to test`,
    `${epochs} epochs, ${steps} steps${stoppedEarly ? ", stopped early" : ""}; kept epoch ${keptEpoch}: ` +
      `loss ${loss.toFixed(4)}${validation}`,
    ...(pool ? [`pool: ${pool.map(({ candidate, weight }) => `${candidate} ${weight.toFixed(2)}`).join(", ")}`] : []),
    `Report: ${join(folder, runFiles.report)}. Next: crosstilt evaluate ${folder}`,
  ];
}
