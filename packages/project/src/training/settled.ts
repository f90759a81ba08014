import type { ProjectConfig, TrainingConfig } from "../config/config.js";

/** Training with nothing left open. */
export type SettledTraining = TrainingConfig & Required<Pick<TrainingConfig, "epochs" | "batchSize" | "patience">>;

/** A config with nothing left open. */
export type SettledConfig = ProjectConfig & { readonly training: SettledTraining };

/** Steps that a network takes unless told otherwise, and the passes over the pairs that this may come to. */
const [STEPS, FEWEST, MOST] = [4000, 20, 200];

/** Pairs in a batch for so many pairs to train on, a power of two: larger batches have more to tell apart, smaller ones take more steps. */
const batchSizeFor = (pairs: number): number => Math.min(512, Math.max(64, 2 ** Math.round(Math.log2(pairs / 12))));

/**
 * Training as it is for so many pairs: what a config leaves open follows from their number. Without validation pairs nothing ends it early.
 */
export function settled(
  training: TrainingConfig,
  pairs: { readonly train: number; readonly validation: number },
): SettledTraining {
  const { batchSize = batchSizeFor(pairs.train) } = training;
  const { epochs = clamped(Math.ceil(STEPS / Math.ceil(pairs.train / batchSize)), FEWEST, MOST) } = training;
  const { patience = pairs.validation > 0 ? Math.max(5, Math.ceil(epochs / 8)) : 0 } = training;
  return { ...training, epochs, batchSize, patience };
}

const clamped = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
