import { resolve } from "node:path";
import type { Catalogue } from "@crosstilt/catalogue";
import { blocks, demand, type Loss, type Pairs, prefixParameters } from "@crosstilt/core";
import { type FileSplits, hashRow, readPairs } from "@crosstilt/dataset-files";
import { type StreamedSplits, streamPairs } from "@crosstilt/dataset-files/node";
import { type BimodalModel, batchesPerEpoch, bimodal, evaluateOn, type FitOptions, initialise } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { fitOptions, lossOf, modelSpec, pairsOptions } from "../config/components.js";
import { type DataConfig, isFiles, type ProjectConfig } from "../config/config.js";
import { relativeConfig } from "../config/config-file.js";
import { datasetSplits } from "../run/dataset-splits.js";
import { pairsFor, togetherOf } from "../run/part.js";
import { describeModel, type ModelDescription } from "../run/trained-model.js";
import { type SettledConfig, settled } from "./settled.js";

/** Pairs that are looked at together. */
const BLOCK = 256;

/** Everything that a run needs, made before anything is written. */
export interface Prepared {
  readonly config: SettledConfig;
  readonly splits: StreamedSplits;
  readonly model: BimodalModel;
  readonly options: ReturnType<typeof fitOptions>;
  readonly parameters: number;
}

/** Reads the data, binds the model to it and tries one batch. The caller closes the splits. */
export async function prepare(open: ProjectConfig, catalogue: Catalogue): Promise<Prepared> {
  const splits = withTargets(lossOf(open, catalogue), await openPairs(open.data, catalogue));
  try {
    demandValidationPairs(open, splits);
    const config = { ...open, training: settled(open.training, splits.metadata.counts) };
    const options = fitOptions(config, catalogue);
    for (const side of ["u", "v"] as const)
      demand(await varies(splits.train, side), () => ({
        argument: `data.${side}`,
        expected: "samples that differ",
        received: `the same one in all ${splits.train.length} pairs to train on`,
        remedy: "Choose other columns",
      }));
    const model = bimodal(modelSpec(config, catalogue), splits.train.shape);
    batchesPerEpoch(splits.train.length, config.training);
    return { config, splits, model, options, parameters: await tryOneBatch(model, splits, options) };
  } catch (error) {
    await splits.close();
    throw error;
  }
}

/** What `model.json` in a folder says of a model of the run, by default that of the config alone. */
export function describeRun(
  { config, splits, model, options }: Prepared,
  folder: string,
  { encoders, metric, terms }: Partial<Pick<ModelDescription, "encoders" | "metric" | "terms">> = {},
): ModelDescription {
  const moved = relativeConfig(config, resolve(folder));
  const side = (name: "u" | "v") => ({
    ...splits.metadata[name],
    path: isFiles(moved.data) ? moved.data[name].file : splits.metadata[name].path,
  });
  const { loss, plugins } = moved;
  const { batchSize } = config.training;
  const parts = { encoders: encoders ?? moved.encoders, metric: metric ?? moved.metric, terms };
  const rest = { loss, plugins, batchSize, scoreMeaning: options.loss.scoreMeaning };
  return describeModel({ ...parts, ...rest }, model.shape, { u: side("u"), v: side("v") });
}

/** The pairs of a config, in memory or, with `streaming`, on the disk; `close` frees what lies there. */
export async function openPairs(data: DataConfig, catalogue: Catalogue): Promise<StreamedSplits> {
  if (!isFiles(data)) return datasetSplits(data, catalogue);
  const options = pairsOptions(data);
  return data.streaming ? streamPairs(options) : { ...(await readPairs(options)), close: async () => {} };
}

/** The splits with what a loss needs beside samples. Refuses losses of several positives where every pair is alone. */
export function withTargets<S extends FileSplits>(loss: Loss, splits: S): S {
  if (loss.needs !== "targets") return splits;
  const { train, test, validation, origins } = splits;
  const together = togetherOf(origins.train);
  demand(new Set(together).size < together.length, () => ({
    argument: `loss "${loss.name}"`,
    expected: "pairs that belong together: groups, or keys that occur several times",
    received: `${together.length} pairs with a ${origins.train.groups ? "group" : "key"} each`,
    remedy: 'Set data.group, or data.key and data.repeated to "combine", or use the loss "conditional"',
  }));
  return {
    ...splits,
    train: pairsFor(loss, train, origins.train),
    test: pairsFor(loss, test, origins.test),
    ...(validation && { validation: pairsFor(loss, validation, origins.validation) }),
  };
}

/** Whether not all samples of a side are the same, among the first pairs if there is a limit. */
export async function varies(pairs: Pairs, side: "u" | "v", limit = pairs.length): Promise<boolean> {
  let first: string | undefined;
  for (const rows of blocks(Math.min(limit, pairs.length), BLOCK)) {
    const batch = await pairs.batch(rows);
    const data = await batch[side].data();
    tf.dispose(batch);
    const size = data.length / rows.length;
    const hashes = Array.from(rows, (_, i) => hashRow(data.subarray(i * size, (i + 1) * size) as Float32Array));
    first ??= hashes[0];
    if (hashes.some((hash) => hash !== first)) return true;
  }
  return false;
}

function demandValidationPairs({ data, training }: ProjectConfig, splits: FileSplits): void {
  const { train, validation, test } = splits;
  const share = "column" in data.split ? 0 : data.split.validation;
  demand(share === 0 || validation !== undefined, () => ({
    argument: "data.split.validation",
    expected: "a share that gives at least one pair",
    received: `${share} of ${train.length + test.length} pairs`,
    remedy: "Use more pairs, or 0 for none",
  }));
  demand(!training.patience || validation !== undefined, () => ({
    argument: "training.patience",
    expected: "validation pairs to watch",
    received: "none",
    remedy: "Call some pairs validation in the column of the split, or leave patience out",
  }));
}

/** Refuses models and losses that cannot work on the data; returns the number of parameters. */
async function tryOneBatch(model: BimodalModel, { train: pairs }: FileSplits, options: FitOptions): Promise<number> {
  const { loss, batchSize = 512, encoderBatch = batchSize, seed = 1 } = options;
  const size = Math.min(batchSize, encoderBatch, pairs.length);
  const parameters = { ...initialise(model, seed), ...prefixParameters("loss", loss.parameters(model.dimension)) };
  const batch = await pairs.batch(Int32Array.from({ length: size }, (_, i) => i));
  try {
    await evaluateOn(model, parameters, batch, loss);
    return Object.values(parameters).reduce((sum, { size: entries }) => sum + entries, 0);
  } finally {
    tf.dispose([parameters, batch]);
  }
}
