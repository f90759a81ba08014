import type { Catalogue } from "@crosstilt/catalogue";
import { createGenerator, estimateMemory, type PairBatch, type Pairs, termsAndGradients } from "@crosstilt/core";
import { coordinateNames, type DataReport, dataReport, type FileSplits } from "@crosstilt/dataset-files";
import {
  type BimodalModel,
  batchesPerEpoch,
  bimodal,
  disposeState,
  type FitOptions,
  fit,
  pairObjective,
  startFit,
  type TrainingState,
} from "@crosstilt/train";
import { fitOptions, lossOf, modelSpec } from "../config/components.js";
import type { ProjectConfig } from "../config/config.js";
import { dataWarnings } from "./data-warnings.js";
import { openPairs, withTargets } from "./prepare.js";
import { settled } from "./settled.js";

/** What a training will take, and what its data looks like. */
export interface Estimate {
  readonly data: DataReport;
  readonly pairs: FileSplits["metadata"]["counts"];
  readonly dropped: FileSplits["metadata"]["dropped"];
  /** The names of coordinates that never change in the training part, such as `size`, `colour = red` or `embedding[3]`. */
  readonly constant: Readonly<Record<"u" | "v", readonly string[]>>;
  /** What about the data is allowed and hardly meant, in words. */
  readonly warnings: readonly string[];
  readonly parameters: number;
  readonly batchSize: number;
  readonly steps: number;
  /** Bytes of all pairs as 32-bit floats. */
  readonly dataBytes: number;
  /** Bytes of tensors at the fullest moment of a step; an upper estimate with an encoder batch. */
  readonly stepBytes: number;
  readonly secondsPerStep: number;
  /** Of training alone, on this machine and backend, early stopping aside. */
  readonly seconds: number;
}

/** Steps that are timed, after one that warms up. */
const TIMED = 3;

/**
 * A report of the data, and the memory and time that training will take, from a few trial steps; nothing is written.
 *
 * @example
 * const { stepBytes, seconds } = await estimate(config, { catalogue });
 */
export async function estimate(
  config: ProjectConfig,
  { catalogue }: { readonly catalogue: Catalogue },
): Promise<Estimate> {
  const splits = withTargets(lossOf(config, catalogue), await openPairs(config.data, catalogue));
  try {
    return await estimateOn(splits, config, catalogue);
  } finally {
    await splits.close();
  }
}

async function estimateOn(splits: FileSplits, open: ProjectConfig, catalogue: Catalogue): Promise<Estimate> {
  const config = { ...open, training: settled(open.training, splits.metadata.counts) };
  const model = bimodal(modelSpec(config, catalogue), splits.train.shape);
  const options = fitOptions(config, catalogue);
  const { counts: pairs, dropped } = splits.metadata;
  const batchSize = Math.min(config.training.batchSize, pairs.train);
  const steps = networksOf(config) * config.training.epochs * batchesPerEpoch(pairs.train, config.training);
  const data = await dataReport(splits.train);
  const constant = (side: "u" | "v") => {
    const names = coordinateNames(splits.metadata[side].encodings);
    return data[side].constantColumns.map((j) => names[j]!);
  };
  const state = startFit(model, options);
  try {
    const stepBytes = await estimateMemory((count) => trialStep(model, splits.train, options, state, count), batchSize);
    const secondsPerStep = await timeSteps(model, splits.train, options, state);
    return {
      constant: { u: constant("u"), v: constant("v") },
      warnings: [...dataWarnings(splits, config.data), ...combinationWarnings(data.correlation)],
      data,
      pairs,
      dropped,
      batchSize,
      steps,
      stepBytes,
      secondsPerStep,
      parameters: Object.values(state.parameters).reduce((sum, { size }) => sum + size, 0),
      dataBytes: (data.bytes / pairs.train) * (pairs.train + pairs.validation + pairs.test),
      seconds: steps * secondsPerStep,
    };
  } finally {
    disposeState(state);
  }
}

/** How many networks take steps; those of a pool take about as long, and its closed forms none. */
const networksOf = ({ pool }: ProjectConfig): number =>
  pool.length > 0 ? pool.filter((name) => name === "network" || name === "residual").length : 1;

/** Below this distance from 1, a correlation is exact but for the arithmetic. */
const EXACT = 1e-5;

/** A combination of columns that is the same on both sides is all that a model learns. */
function combinationWarnings(correlation: DataReport["correlation"]): string[] {
  if ("skipped" in correlation || correlation.canonical[0]! < 1 - EXACT) return [];
  return [
    "a linear combination of the columns of u equals one of the columns of v in every pair: pairs are then found by it alone. " +
      "If it comes from numbers of rows, times or ids, leave those out (skip)",
  ];
}

/** Value and gradient on so many pairs; chunks of encoders keep their share of the batch. */
function trialStep(model: BimodalModel, pairs: Pairs, options: FitOptions, state: TrainingState, count: number) {
  const { loss, encoderBatch, batchSize = count } = options;
  const chunk = encoderBatch && Math.max(1, Math.ceil((count * encoderBatch) / batchSize));
  const objective = pairObjective(model, pairs, loss, chunk);
  // Batches of files come at once, from memory or from the disk.
  const tensors = pairs.batch(Int32Array.from({ length: count }, (_, i) => i % pairs.length)) as PairBatch;
  const generator = createGenerator(1);
  const { terms, gradients } = objective.differentiate
    ? objective.differentiate(state.parameters, tensors, generator)
    : termsAndGradients((parameters) => objective.evaluate(parameters, tensors, generator), state.parameters);
  return { ...terms, ...gradients };
}

async function timeSteps(
  model: BimodalModel,
  pairs: Pairs,
  options: FitOptions,
  state: TrainingState,
): Promise<number> {
  let started = 0;
  let timed = 0;
  for await (const event of fit(model, pairs, state, { ...options, epochs: 2 + TIMED })) {
    if (event.type === "epoch") continue;
    if (event.step === 1) started = performance.now();
    else timed += 1;
    if (timed === TIMED) break;
  }
  return (performance.now() - started) / 1000 / timed;
}
