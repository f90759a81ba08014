import type { Catalogue } from "@crosstilt/catalogue";
import type { Pairs } from "@crosstilt/core";
import { type TrainOptions, train } from "@crosstilt/train";
import { fitOptions, modelSpec } from "../config/components.js";
import type { ProjectConfig } from "../config/config.js";
import { type DataMetadata, describeModel, type TrainedModel } from "../run/trained-model.js";

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
 * too. The description says what the scores mean and how they are calibrated, so saved models open everywhere; `calibrate` adds
 * what sets of a chosen coverage need. The caller disposes of the model with `disposeModel`.
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
  const { loss, ...options } = fitOptions(config, catalogue);
  const { patience, minimumChange, keep, batchSize } = config.training;
  const spec = { ...modelSpec(config, catalogue), loss };
  const choice = { validation, patience, minimumChange, keep };
  const { model, parameters, temperature, centre } = await train(spec, pairs, { ...options, ...choice, ...hooks });
  const { scoreMeaning } = loss;
  const data = { u: metadata.u, v: metadata.v };
  const description = describeModel({ ...config, batchSize, scoreMeaning }, model.shape, data);
  const calibrates = validation !== undefined && validation.length >= 2 && scoreMeaning !== "density ratio";
  return {
    model,
    parameters,
    description: { ...description, centre, ...(calibrates && { calibration: { temperature } }) },
  };
}
