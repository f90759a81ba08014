import type { Catalogue } from "@crosstilt/catalogue";
import { prefixParameters, refusal } from "@crosstilt/core";
import { type FileSplits, readPairs } from "@crosstilt/dataset-files";
import { type BimodalModel, bimodal, evaluateOn, type FitOptions, initialise } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { fitOptions, modelSpec, pairsOptions } from "./components.js";
import type { ProjectConfig } from "./config.js";

/** Everything that a run needs, made before anything is written. */
export interface Prepared {
  readonly splits: FileSplits;
  readonly model: BimodalModel;
  readonly options: FitOptions;
  readonly parameters: number;
}

/** Reads the data, binds the model to it and tries one batch. */
export async function prepare(config: ProjectConfig, catalogue: Catalogue): Promise<Prepared> {
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
  const parameters = { ...initialise(model, seed), ...prefixParameters("loss", loss.parameters()) };
  const batch = await pairs.batch(Int32Array.from({ length: size }, (_, i) => i));
  try {
    await evaluateOn(model, parameters, batch, loss);
    return Object.values(parameters).reduce((sum, { size: entries }) => sum + entries, 0);
  } finally {
    tf.dispose([parameters, batch.u, batch.v]);
  }
}
