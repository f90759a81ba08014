import { join } from "node:path";
import { demand, type Loss, type Parameters, prefixParameters } from "@crosstilt/core";
import {
  type BimodalModel,
  checkpointedFit,
  disposeState,
  type FitStep,
  isBest,
  startTraining,
  type TrainingState,
  validationLoss,
  watchPatience,
  weightsOf,
} from "@crosstilt/train";
import { type Checkpoints, fileCheckpoints } from "@crosstilt/train/node";
import * as tf from "@tensorflow/tfjs-core";
import type { CandidateName } from "../pool/candidate-names.js";
import { digestOfPairs } from "../run/digest.js";
import { appendMetrics, type EpochLine, epochsOf, readMetrics, rewindMetrics } from "../run/metrics-log.js";
import { writeWeights } from "../run/run.js";
import { runFiles } from "../run/run-folder.js";
import type { Prepared } from "./prepare.js";
import type { SettledConfig } from "./settled.js";

export interface FitHooks {
  readonly signal?: AbortSignal;
  /** Seconds between checkpoints within an epoch (default 10); each epoch ends with one. */
  readonly checkpointSeconds?: number;
  /** What else must be the same for a resumed run to be the same run, such as the number of threads. */
  readonly machine?: Readonly<Record<string, unknown>>;
  onStep?(event: FitStep & { readonly candidate?: CandidateName }): void;
  /** Told what a pool is about to fit. */
  onStage?(name: CandidateName): void;
  onEpoch?(line: EpochLine): void;
}

/** What is trained, and where. */
export interface Fit {
  /** Of checkpoints and weights. */
  readonly folder: string;
  /** The log of the run. */
  readonly log: string;
  readonly model: BimodalModel;
  /** Of a pool. */
  readonly candidate?: CandidateName;
  /** Parameters to begin with, without those of the loss (default fresh ones). */
  readonly start?: () => Parameters;
}

/** Trains from the folder's checkpoint or from the start; leaves metrics, checkpoints and the weights that are kept. */
export async function fitModel(
  config: SettledConfig,
  { folder, log, model, candidate, start }: Fit,
  prepared: Prepared,
  { onStep, onEpoch, signal, checkpointSeconds, machine = {} }: FitHooks,
): Promise<void> {
  const settings = { data: await digestOfPairs(prepared.splits), backend: tf.getBackend(), ...machine };
  const checkpoints = fileCheckpoints(join(folder, runFiles.checkpoint), settings);
  const { options, splits } = prepared;
  const tag = candidate && { candidate };
  const done = await rewind(log, checkpoints, candidate);
  const earlier = epochsOf(await readMetrics(log), candidate);
  demandEpochs(log, earlier, done);
  const { patience, minimumChange } = config.training;
  const exhausted = watchPatience({ patience: patience || undefined, minimumChange }, earlier);
  if (exhausted.already) return;
  const state = await checkpointedFit(model, splits.train, options, checkpoints, {
    signal,
    checkpointSeconds,
    ...(start && {
      start: () => startTraining({ ...start(), ...lossParameters(options.loss, model) }, options.optimizer),
    }),
    onStep(event) {
      const { type, step, epoch, loss, learningRate, terms, metric } = event;
      appendMetrics(log, { type, ...tag, step, epoch, loss, learningRate, terms, metric });
      onStep?.({ ...event, ...tag });
    },
    async onEpoch(state) {
      const weights = weightsOf(state, options.optimizer);
      const line = { ...(await epochLine(config, model, prepared, state, weights)), ...tag };
      if (config.training.keep === "last" || isBest(line, earlier)) await writeWeights(folder, weights);
      tf.dispose(weights);
      earlier.push(line);
      appendMetrics(log, line);
      onEpoch?.(line);
      return exhausted.after(line) ? "stop" : undefined;
    },
  });
  disposeState(state);
}

/** Forgets what the log says beyond the checkpoint; the number of epochs that are done. */
async function rewind(log: string, checkpoints: Checkpoints, candidate?: CandidateName): Promise<number> {
  const saved = await checkpoints.load();
  if (saved) disposeState(saved);
  const epoch = saved?.epoch ?? 0;
  await rewindMetrics(log, { step: saved?.step ?? 0, epoch, candidate });
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

const lossParameters = (loss: Loss, { dimension }: BimodalModel): Parameters =>
  prefixParameters("loss", loss.parameters(dimension));

async function epochLine(
  { training: { batchSize } }: SettledConfig,
  model: BimodalModel,
  { splits, options }: Prepared,
  { step, epoch, history }: TrainingState,
  weights: Parameters,
): Promise<EpochLine> {
  const line = { type: "epoch", step, epoch, loss: history[history.length - 1]! } as const;
  if (!splits.validation) return line;
  return {
    ...line,
    validationLoss: await validationLoss(model, weights, splits.validation, options.loss, { batchSize }),
  };
}
