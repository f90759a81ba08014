import { access } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { refusal } from "@crosstilt/core";
import { runFiles, type TrainResult, train } from "@crosstilt/project";
import { describeBackend, startBackend } from "./backend.js";
import { abortOnInterrupt } from "./interrupt.js";
import { note, print } from "./output.js";
import { createProgress } from "./progress.js";
import { openProject } from "./project-flags.js";
import type { RunFlags } from "./run-flags.js";

export interface TrainFlags extends RunFlags {
  readonly out?: string;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
}

/** Trains as a config says, and leaves a run. */
export async function runTraining(path: string | undefined, flags: TrainFlags): Promise<void> {
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
