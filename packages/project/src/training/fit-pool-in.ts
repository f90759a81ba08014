import { join } from "node:path";
import type { Catalogue } from "@crosstilt/catalogue";
import type { Parameters } from "@crosstilt/core";
import { removeTemporaries } from "@crosstilt/formats/node";
import { type BimodalModel, Interrupted, validationLoss } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import type { PoolTerm } from "../pool/candidate.js";
import { fitPool } from "../pool/fit-pool.js";
import { loadModel, writeDescription, writeWeights } from "../run/run.js";
import { runFiles } from "../run/run-folder.js";
import { openCandidate, writeCandidate } from "./candidate-model.js";
import { type FitHooks, fitModel } from "./fit-run.js";
import { describeRun, type Prepared } from "./prepare.js";

/** What became of a pool. */
export interface FittedPool {
  readonly terms: readonly PoolTerm[];
  /** Mean losses in batches, as of any model. */
  readonly loss: number;
  readonly validationLoss: number;
  /** Numbers among the weights. */
  readonly parameters: number;
  readonly dimension: number;
}

interface PoolOptions extends FitHooks {
  readonly catalogue: Catalogue;
}

/** Training pairs that the loss of a pool is measured on. */
const MEASURED = 4096;

/**
 * Fits the pool of a run in its folder: a model of its own for each candidate in `candidates`, and their sum in the folder itself. Networks
 * go on from their checkpoints; closed forms, which take seconds, are solved again to the same bits.
 */
export async function fitPoolIn(folder: string, prepared: Prepared, options: PoolOptions): Promise<FittedPool> {
  const { config, splits } = prepared;
  const { train, validation } = splits;
  const log = join(folder, runFiles.metrics);
  const stop = () => {
    if (options.signal?.aborted) throw new Interrupted("stopped; what was trained is saved");
  };
  const pool = await fitPool(config.pool, config, { train, validation: validation! }, options.catalogue, {
    onStage(name) {
      stop();
      options.onStage?.(name);
    },
    async trained(candidate, parts, model, start) {
      const own = await openCandidate(folder, { name: candidate, parts }, prepared);
      await removeTemporaries(join(own, runFiles.checkpoint));
      await fitModel(config, { folder: own, log, model, candidate, start }, prepared, options);
      return (await loadModel(own, async () => options.catalogue)).parameters;
    },
    async onCandidate(candidate) {
      const isClosedForm = candidate.name === "linear" || candidate.name === "kernel";
      if (isClosedForm) await writeCandidate(folder, candidate, prepared);
    },
  });
  try {
    await writeWeights(folder, pool.parameters);
    await writeDescription(folder, describeRun(prepared, folder, { terms: pool.kept }));
    return await described(pool, prepared);
  } finally {
    tf.dispose(pool.parameters);
  }
}

async function described(
  { model, parameters, terms }: { model: BimodalModel; parameters: Parameters; terms: readonly PoolTerm[] },
  { config, splits, options }: Prepared,
): Promise<FittedPool> {
  const { batchSize } = config.training;
  const some = { ...splits.train, length: Math.min(MEASURED, splits.train.length) };
  return {
    terms,
    loss: await validationLoss(model, parameters, some, options.loss, { batchSize }),
    validationLoss: await validationLoss(model, parameters, splits.validation!, options.loss, { batchSize }),
    parameters: Object.values(parameters).reduce((sum, { size }) => sum + size, 0),
    dimension: model.dimension,
  };
}
