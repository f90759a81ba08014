import { join } from "node:path";
import { demand } from "@crosstilt/core";
import {
  checkpointedFit,
  disposeState,
  type FitStep,
  isBest,
  type TrainingState,
  validationLoss,
  watchPatience,
} from "@crosstilt/train";
import { type Checkpoints, fileCheckpoints } from "@crosstilt/train/node";
import * as tf from "@tensorflow/tfjs-core";
import type { ProjectConfig } from "../config/config.js";
import { digestOfPairs } from "../run/digest.js";
import { appendMetrics, type EpochLine, epochsOf, readMetrics, rewindMetrics } from "../run/metrics-log.js";
import { writeWeights } from "../run/run.js";
import { runFiles } from "../run/run-folder.js";
import type { Prepared } from "./prepare.js";

export interface FitHooks {
  readonly signal?: AbortSignal;
  /** Seconds between checkpoints within an epoch (default 10); each epoch ends with one. */
  readonly checkpointSeconds?: number;
  /** What else must be the same for a resumed run to be the same run, such as the number of threads. */
  readonly machine?: Readonly<Record<string, unknown>>;
  onStep?(event: FitStep): void;
  onEpoch?(line: EpochLine): void;
}

/** Trains from the folder's checkpoint or from the start; leaves metrics, checkpoints and the weights that are kept. */
export async function fitModel(
  config: ProjectConfig,
  folder: string,
  prepared: Prepared,
  { onStep, onEpoch, signal, checkpointSeconds, machine = {} }: FitHooks,
): Promise<void> {
  const log = join(folder, runFiles.metrics);
  const settings = { data: await digestOfPairs(prepared.splits), backend: tf.getBackend(), ...machine };
  const checkpoints = fileCheckpoints(join(folder, runFiles.checkpoint), settings);
  const done = await rewind(log, checkpoints);
  const earlier = epochsOf(await readMetrics(log));
  demandEpochs(log, earlier, done);
  const exhausted = watchPatience(config.training, earlier);
  if (exhausted.already) return;
  const state = await checkpointedFit(prepared.model, prepared.splits.train, prepared.options, checkpoints, {
    signal,
    checkpointSeconds,
    onStep(event) {
      const { type, step, epoch, loss, learningRate, terms, metric } = event;
      appendMetrics(log, { type, step, epoch, loss, learningRate, terms, metric });
      onStep?.(event);
    },
    async onEpoch(state) {
      const line = await epochLine(config, prepared, state);
      if (config.training.keep === "last" || isBest(line, earlier)) await writeWeights(folder, state.parameters);
      earlier.push(line);
      appendMetrics(log, line);
      onEpoch?.(line);
      return exhausted.after(line) ? "stop" : undefined;
    },
  });
  disposeState(state);
}

/** Forgets what the log says beyond the checkpoint; the number of epochs that are done. */
async function rewind(log: string, checkpoints: Checkpoints): Promise<number> {
  const saved = await checkpoints.load();
  if (saved) disposeState(saved);
  const epoch = saved?.epoch ?? 0;
  await rewindMetrics(log, { step: saved?.step ?? 0, epoch });
  return epoch;
}

/** Which weights were the best so far is known by the log alone: one with gaps would keep others silently. */
function demandEpochs(log: string, epochs: readonly EpochLine[], done: number): void {
  demand(epochs.length === done && epochs.every(({ epoch }, i) => epoch === i + 1), () => ({
    argument: log,
    expected: `the ${done} epochs that the checkpoint has behind it`,
    received: `${epochs.length}`,
    remedy: "The log was cut off or edited: restore it, or begin anew (--overwrite)",
  }));
}

async function epochLine(
  { training: { batchSize } }: ProjectConfig,
  { model, splits, options }: Prepared,
  { step, epoch, history, parameters }: TrainingState,
): Promise<EpochLine> {
  const line = { type: "epoch", step, epoch, loss: history[history.length - 1]! } as const;
  if (!splits.validation) return line;
  return {
    ...line,
    validationLoss: await validationLoss(model, parameters, splits.validation, options.loss, { batchSize }),
  };
}
