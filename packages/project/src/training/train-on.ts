import type { Catalogue } from "@crosstilt/catalogue";
import type { Pairs } from "@crosstilt/core";
import { CALIBRATED, type TrainOptions, train } from "@crosstilt/train";
import { fitOptions, modelSpec } from "../config/components.js";
import type { ProjectConfig } from "../config/config.js";
import { calibrationOn } from "../evaluation/calibration-on.js";
import { samplesOfPairs } from "../run/samples-of-pairs.js";
import { type DataMetadata, describeModel, disposeModel, type TrainedModel } from "../run/trained-model.js";
import { settled } from "./settled.js";

/** Pairs that are in hand, and how their samples were made of files. */
export interface TrainingPairs {
  readonly train: Pairs;
  /** They choose the epoch that is kept and calibrate the probabilities. */
  readonly validation?: Pairs;
  readonly metadata: DataMetadata;
}

/** What a config says, but for its data. */
export type TrainOnConfig = Pick<ProjectConfig, "encoders" | "metric" | "loss" | "training" | "plugins">;

export type TrainOnHooks = Pick<TrainOptions, "signal" | "onStep" | "onEpoch">;

/**
 * Trains what a config names on pairs that are in hand, with validation, early stopping and the best epoch; works in browsers
 * too. The description says what the scores mean and how they are calibrated, sets of a chosen coverage and queries without a
 * partner included, so saved models open everywhere. The caller disposes of the model with `disposeModel`.
 *
 * @throws when the signal aborts, with its reason; when the loss stops being finite.
 * @example
 * const trained = await trainOn(await readPairs({ u, v }), config, createCatalogue());
 * const scores = await embedPairs(trained, test);
 */
export async function trainOn(
  { train: pairs, validation, metadata }: TrainingPairs,
  config: TrainOnConfig,
  catalogue: Catalogue,
  hooks: TrainOnHooks = {},
): Promise<TrainedModel> {
  const training = settled(config.training, { train: pairs.length, validation: validation?.length ?? 0 });
  const { loss, ...options } = fitOptions({ ...config, training }, catalogue);
  const { minimumChange, keep, batchSize } = training;
  const patience = training.patience || undefined;
  const spec = { ...modelSpec(config, catalogue), loss };
  const choice = { validation, patience, minimumChange, keep };
  const { model, parameters, centre } = await train(spec, pairs, { ...options, ...choice, ...hooks });
  const data = { u: metadata.u, v: metadata.v };
  const description = describeModel({ ...config, batchSize, scoreMeaning: loss.scoreMeaning }, model.shape, data);
  return calibrated({ model, parameters, description: { ...description, centre } }, validation);
}

/** The model with what validation pairs teach about probabilities. */
async function calibrated(trained: TrainedModel, validation: Pairs | undefined): Promise<TrainedModel> {
  if (!validation) return trained;
  try {
    const arrays = await samplesOfPairs(validation, Math.min(validation.length, CALIBRATED));
    const calibration = await calibrationOn(trained, arrays);
    return { ...trained, description: { ...trained.description, ...(calibration && { calibration }) } };
  } catch (error) {
    disposeModel(trained);
    throw error;
  }
}
