import { join, resolve } from "node:path";
import type { Catalogue } from "@crosstilt/catalogue";
import { refusal } from "@crosstilt/core";
import { type FileSplits, readPairs } from "@crosstilt/dataset-files";
import { writeFileAtomic } from "@crosstilt/formats/node";
import {
  type BimodalModel,
  bimodal,
  checkpointedFit,
  disposeState,
  earlyStop,
  evaluateOn,
  type FitOptions,
  type FitStep,
  initialise,
  type TrainingState,
} from "@crosstilt/train";
import { type Checkpoints, fileCheckpoints } from "@crosstilt/train/node";
import * as tf from "@tensorflow/tfjs-core";
import { fitOptions, modelSpec, pairsOptions } from "./components.js";
import type { ProjectConfig } from "./config.js";
import { formatConfig, relativeConfig } from "./config-file.js";
import { digestOf } from "./digest.js";
import { evaluate } from "./evaluate.js";
import { appendMetrics, type EpochLine, epochsOf, readMetrics, rewindMetrics } from "./metrics-log.js";
import { readRunPairs } from "./part.js";
import { writeReport } from "./report.js";
import { openRun, writeDescription, writeWeights } from "./run.js";
import {
  clearRun,
  demandRunFolder,
  type FolderPolicy,
  makeFolder,
  readJson,
  runFiles,
  writeJson,
} from "./run-folder.js";
import { demandSameConfig } from "./same-config.js";
import { describeModel, disposeModel } from "./trained-model.js";
import { validationLoss } from "./validation.js";

export interface TrainOptions extends FolderPolicy {
  readonly catalogue: Catalogue;
  readonly signal?: AbortSignal;
  /** Seconds between checkpoints within an epoch (default 10); each epoch ends with one. */
  readonly checkpointSeconds?: number;
  /** What else must be the same for a resumed run to be the same run, such as the number of threads. */
  readonly machine?: Readonly<Record<string, unknown>>;
  onStep?(event: FitStep): void;
  onEpoch?(line: EpochLine): void;
}

/** What a finished run amounts to; `result.json`. */
export interface TrainResult {
  readonly epochs: number;
  readonly steps: number;
  readonly loss: number;
  readonly validationLoss: number | null;
  /** The epoch whose weights were kept. */
  readonly keptEpoch: number;
  readonly stoppedEarly: boolean;
  readonly pairs: FileSplits["metadata"]["counts"];
  readonly dropped: FileSplits["metadata"]["dropped"];
  readonly parameters: number;
  readonly dimension: number;
}

/** Everything that a run needs, made before anything is written. */
interface Prepared {
  readonly splits: FileSplits;
  readonly model: BimodalModel;
  readonly options: FitOptions;
  readonly parameters: number;
}

/**
 * Trains a config (with absolute files) and leaves in the folder `config.yaml`, `metrics.jsonl`, a checkpoint, the model and,
 * at the end, `result.json`. The data is read, and one batch tried, before the folder is touched. A run that was stopped
 * or killed goes on with `resume` to the same bits.
 *
 * @throws Interrupted when the signal aborts, after saving.
 * @example
 * await useBestBackend();
 * const { config, catalogue } = await readProject("config.yaml");
 * const { validationLoss } = await train(config, "runs/1", { catalogue });
 */
export async function train(config: ProjectConfig, folder: string, options: TrainOptions): Promise<TrainResult> {
  await demandRunFolder(folder, options);
  const prepared = await prepare(config, options.catalogue);
  if (options.resume) await demandSameConfig(config, folder, options.catalogue);
  else await clearRun(folder);
  const done = options.resume ? await readJson<TrainResult>(join(folder, runFiles.result)) : null;
  if (done) return done;
  await makeFolder(folder);
  await writeProject(config, folder, prepared);
  await fitModel(config, folder, prepared, options);
  await report(folder, options.catalogue);
  const result = await resultOf(config, folder, prepared);
  await writeJson(join(folder, runFiles.result), result);
  return result;
}

/** Test pairs that the evaluation after training looks at; `evaluate` looks at all. */
const REPORTED = 2000;

/** Writes `evaluation.json`, unless there are too few test pairs, and `report.html`. */
async function report(folder: string, catalogue: Catalogue): Promise<void> {
  const run = await openRun(folder, async () => catalogue);
  try {
    const { keys } = await readRunPairs(run, "test");
    const evaluation = keys.length >= 2 ? await evaluate(run, { limit: REPORTED }) : undefined;
    if (evaluation) await writeJson(join(folder, runFiles.evaluation), evaluation);
    await writeReport(run, evaluation);
  } finally {
    disposeModel(run);
  }
}

async function prepare(config: ProjectConfig, catalogue: Catalogue): Promise<Prepared> {
  const splits = await readPairs(pairsOptions(config.data));
  const { test, validation } = config.data.split;
  if (validation > 0 && !splits.validation)
    throw refusal({
      argument: "data.split.validation",
      expected: "a share that gives at least one pair",
      received: `${validation} (and test ${test}) of ${splits.train.length + splits.test.length} pairs`,
      remedy: "Use more pairs, or 0 for none",
    });
  const model = bimodal(modelSpec(config, catalogue), splits.train.shape);
  const options = fitOptions(config, catalogue);
  return { splits, model, options, parameters: await tryOneBatch(model, splits, options) };
}

/** Refuses models and losses that cannot work on the data; returns the number of parameters. */
async function tryOneBatch(model: BimodalModel, { train: pairs }: FileSplits, options: FitOptions): Promise<number> {
  const { loss, batchSize = 512, encoderBatch = batchSize, seed = 1 } = options;
  const size = Math.min(batchSize, encoderBatch, pairs.length);
  const parameters = { ...initialise(model, seed), ...tf.tidy(() => lossParameters(loss)) };
  const batch = await pairs.batch(Int32Array.from({ length: size }, (_, i) => i));
  try {
    await evaluateOn(model, parameters, batch, loss);
    return Object.values(parameters).reduce((sum, { size: entries }) => sum + entries, 0);
  } finally {
    tf.dispose([parameters, batch.u, batch.v]);
  }
}

const lossParameters = (loss: FitOptions["loss"]) =>
  Object.fromEntries(Object.entries(loss.parameters()).map(([name, tensor]) => [`loss.${name}`, tensor]));

async function writeProject(config: ProjectConfig, folder: string, { splits, model }: Prepared): Promise<void> {
  const moved = relativeConfig(config, resolve(folder));
  await writeFileAtomic(join(folder, runFiles.config), formatConfig(moved));
  const side = (name: "u" | "v") => ({ ...splits.metadata[name], path: moved.data[name].file });
  await writeDescription(folder, describeModel(moved, model.shape, { u: side("u"), v: side("v") }));
}

async function fitModel(
  config: ProjectConfig,
  folder: string,
  prepared: Prepared,
  { onStep, onEpoch, signal, checkpointSeconds, machine = {} }: TrainOptions,
): Promise<void> {
  const log = join(folder, runFiles.metrics);
  const digests = { u: await digestOf(config.data.u.file), v: await digestOf(config.data.v.file) };
  const settings = { data: digests, backend: tf.getBackend(), ...machine };
  const checkpoints = fileCheckpoints(join(folder, runFiles.checkpoint), settings);
  await rewind(log, checkpoints);
  const exhausted = await watch(config, log);
  if (exhausted.already) return;
  const state = await checkpointedFit(prepared.model, prepared.splits.train, prepared.options, checkpoints, {
    ...{ signal, checkpointSeconds },
    onStep(event) {
      const { type, step, epoch, loss, learningRate, terms, metric } = event;
      appendMetrics(log, { type, step, epoch, loss, learningRate, terms, metric });
      onStep?.(event);
    },
    async onEpoch(state) {
      const line = await epochLine(config, prepared, state);
      const earlier = epochsOf(await readMetrics(log));
      if (config.training.keep === "last" || isBest(line, earlier)) await writeWeights(folder, state.parameters);
      appendMetrics(log, line);
      onEpoch?.(line);
      return exhausted.after(line) ? "stop" : undefined;
    },
  });
  disposeState(state);
}

/** Forgets what the log says beyond the checkpoint. */
async function rewind(log: string, checkpoints: Checkpoints): Promise<void> {
  const saved = await checkpoints.load();
  await rewindMetrics(log, { step: saved?.step ?? 0, epoch: saved?.epoch ?? 0 });
  if (saved) disposeState(saved);
}

/** Says when the validation loss has not fallen for long enough, counting what the log has seen. */
async function watch({ training: { patience, minimumChange } }: ProjectConfig, log: string) {
  if (patience === undefined) return { already: false, after: () => false };
  const exhausted = earlyStop({ patience, minimumChange });
  const after = ({ validationLoss: value }: EpochLine) => value !== undefined && exhausted(value);
  const already =
    epochsOf(await readMetrics(log))
      .map(after)
      .at(-1) ?? false;
  return { already, after };
}

async function epochLine(
  { training: { batchSize } }: ProjectConfig,
  { model, splits, options }: Prepared,
  { step, epoch, history, parameters }: TrainingState,
): Promise<EpochLine> {
  const line = { type: "epoch", step, epoch, loss: history[history.length - 1] } as const;
  if (!splits.validation) return line;
  return {
    ...line,
    validationLoss: await validationLoss(model, parameters, splits.validation, options.loss, { batchSize }),
  };
}

/** Whether an epoch has the lowest validation loss so far; the last one when there is none. */
const isBest = ({ validationLoss: value }: EpochLine, earlier: readonly EpochLine[]): boolean =>
  value === undefined || earlier.every(({ validationLoss: other = Number.POSITIVE_INFINITY }) => value < other);

async function resultOf(
  { training }: ProjectConfig,
  folder: string,
  { splits, model, parameters }: Prepared,
): Promise<TrainResult> {
  const epochs = epochsOf(await readMetrics(join(folder, runFiles.metrics)));
  const last = epochs[epochs.length - 1];
  const best = epochs.filter((line, i) => isBest(line, epochs.slice(0, i))).at(-1) ?? last;
  const kept = training.keep === "last" ? last : best;
  return {
    epochs: last.epoch,
    steps: last.step,
    loss: kept.loss,
    validationLoss: kept.validationLoss ?? null,
    keptEpoch: kept.epoch,
    stoppedEarly: last.epoch < training.epochs,
    pairs: splits.metadata.counts,
    dropped: splits.metadata.dropped,
    parameters,
    dimension: model.dimension,
  };
}
