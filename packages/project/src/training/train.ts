import { join, resolve } from "node:path";
import type { Catalogue } from "@crosstilt/catalogue";
import type { FileSplits } from "@crosstilt/dataset-files";
import { holdFolder, makeFolder, removeTemporaries, writeFileAtomic } from "@crosstilt/formats/node";
import { CALIBRATED, centreOf, isBest } from "@crosstilt/train";
import type { ProjectConfig } from "../config/config.js";
import { formatConfig, relativeConfig } from "../config/config-file.js";
import { calibrationOn } from "../evaluation/calibration-on.js";
import { evaluatePairs } from "../evaluation/evaluate.js";
import { writeReport } from "../evaluation/report.js";
import type { PoolTerm } from "../pool/fit-pool.js";
import { candidatesIn, type EpochLine, epochsOf, readMetrics } from "../run/metrics-log.js";
import { writePairsRecord } from "../run/pairs-record.js";
import { pairsOfPart } from "../run/part.js";
import { loadModel, type Run, writeDescription } from "../run/run.js";
import { clearRun, demandRunFolder, type FolderPolicy, readJson, runFiles, writeJson } from "../run/run-folder.js";
import { disposeModel, type TrainedModel } from "../run/trained-model.js";
import { writeBaseline } from "./baseline.js";
import { dataWarnings } from "./data-warnings.js";
import { type FittedPool, fitPoolIn } from "./fit-pool-in.js";
import { type FitHooks, fitModel } from "./fit-run.js";
import { describeRun, type Prepared, prepare, varies } from "./prepare.js";
import { demandSameConfig } from "./same-config.js";
import type { SettledConfig } from "./settled.js";

export interface TrainOptions extends FolderPolicy, FitHooks {
  readonly catalogue: Catalogue;
  /** Told, before training, what about the data is allowed and hardly meant. */
  onWarning?(warning: string): void;
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
  /** Who carries what, of a pool; epochs and steps are then those of all candidates, the kept epoch that of the last. */
  readonly pool?: readonly PoolTerm[];
}

/**
 * Trains a config (with absolute files) and leaves in the folder `config.yaml`, `metrics.jsonl`, a checkpoint, the model and,
 * at the end, `result.json`; `pairs.csv.gz` says which pairs are in which part. Match probabilities are calibrated on the validation part. The data is read, and one batch
 * tried, before the folder is touched. A run that was stopped or killed goes on with `resume` to the same bits.
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
  try {
    for (const warning of dataWarnings(prepared.splits, config.data)) options.onWarning?.(warning);
    return await trainPrepared(folder, prepared, options);
  } finally {
    await prepared.splits.close();
  }
}

async function trainPrepared(folder: string, prepared: Prepared, options: TrainOptions): Promise<TrainResult> {
  await makeFolder(folder);
  return holdFolder(folder, () => trainHere(folder, prepared, options));
}

async function trainHere(folder: string, prepared: Prepared, options: TrainOptions): Promise<TrainResult> {
  const { config } = prepared;
  await demandRunFolder(folder, options);
  await removeTemporaries(join(folder, runFiles.checkpoint));
  if (options.resume) await demandSameConfig(config, folder, options.catalogue);
  else await clearRun(folder);
  const done = options.resume ? await readJson<TrainResult>(join(folder, runFiles.result)) : null;
  if (done) return done;
  await writeProject(config, folder, prepared);
  const pool = config.pool.length > 0 ? await fitPoolIn(folder, prepared, options) : undefined;
  if (!pool) {
    const { model } = prepared;
    await fitModel(config, { folder, log: join(folder, runFiles.metrics), model }, prepared, options);
  }
  await finish(config, folder, prepared, options.catalogue);
  const result = await resultOf(config, folder, prepared, pool);
  await writeJson(join(folder, runFiles.result), result);
  return result;
}

/** Calibrates the weights that were kept, evaluates them and writes the report, all from the pairs that are open. */
async function finish(config: ProjectConfig, folder: string, prepared: Prepared, catalogue: Catalogue): Promise<void> {
  const { splits } = prepared;
  await writeBaseline(folder, prepared, catalogue);
  const trained = await loadModel(folder, async () => catalogue);
  try {
    const description = await calibrated(trained, splits);
    await writeDescription(folder, description);
    await report({ ...trained, description, config, catalogue, folder: resolve(folder) }, splits);
  } finally {
    disposeModel(trained);
  }
}

/** The description with what validation pairs teach about probabilities. */
async function calibrated(trained: TrainedModel, splits: FileSplits): Promise<TrainedModel["description"]> {
  const { calibration: _, ...rest } = trained.description;
  const description = { ...rest, centre: await centreOf(trained, splits.train) };
  if (splits.validation === undefined) return description;
  const arrays = await pairsOfPart(splits, "validation", { limit: CALIBRATED });
  const calibration = await calibrationOn({ ...trained, description }, arrays);
  return calibration ? { ...description, calibration } : description;
}

/** Held-out pairs that the evaluation after training looks at; `evaluate` looks at all. */
const REPORTED = 2000;

/** Writes `evaluation.json`, unless too few samples differ, and `report.html`: of test pairs, or without any, of those to validate with. */
async function report(run: Run, splits: FileSplits): Promise<void> {
  const part = (["test", "validation"] as const).find((name) => (splits[name]?.length ?? 0) > 0);
  if (part === undefined) {
    await writeReport(run);
    return;
  }
  const held = splits[part]!;
  const measurable = (await varies(held, "u", REPORTED)) && (await varies(held, "v", REPORTED));
  const pairs = await pairsOfPart(splits, part, { limit: REPORTED });
  const evaluation = measurable ? await evaluatePairs(run, pairs, { pairs: part }) : undefined;
  if (evaluation) await writeJson(join(run.folder, runFiles.evaluation), evaluation);
  await writeReport(run, { pairs, part, evaluation });
}

async function writeProject(config: SettledConfig, folder: string, prepared: Prepared): Promise<void> {
  await writeFileAtomic(join(folder, runFiles.config), formatConfig(relativeConfig(config, resolve(folder))));
  await writePairsRecord(folder, prepared.splits.origins);
  if (config.pool.length === 0) await writeDescription(folder, describeRun(prepared, folder));
}

async function resultOf(
  { training, pool: names }: SettledConfig,
  folder: string,
  { splits, model, parameters }: Prepared,
  pool: FittedPool | undefined,
): Promise<TrainResult> {
  const lines = await readMetrics(join(folder, runFiles.metrics));
  const trained = candidatesIn(lines).map((candidate) => epochsOf(lines, candidate));
  const lasts = trained.map((epochs) => epochs[epochs.length - 1]!);
  const epochs = trained.at(-1) ?? [];
  const best = epochs.filter((line, i) => isBest(line, epochs.slice(0, i))).at(-1) ?? epochs.at(-1);
  const kept = training.keep === "last" ? epochs.at(-1) : best;
  const total = (count: (line: EpochLine) => number) => lasts.reduce((sum, line) => sum + count(line), 0);
  return {
    epochs: total(({ epoch }) => epoch),
    steps: total(({ step }) => step),
    loss: pool?.loss ?? kept!.loss,
    validationLoss: pool?.validationLoss ?? kept?.validationLoss ?? null,
    keptEpoch: kept?.epoch ?? 0,
    stoppedEarly: lasts.some(({ epoch }) => epoch < training.epochs),
    pairs: splits.metadata.counts,
    dropped: splits.metadata.dropped,
    parameters: pool?.parameters ?? parameters,
    dimension: pool?.dimension ?? model.dimension,
    ...(names.length > 0 && { pool: pool?.terms }),
  };
}
