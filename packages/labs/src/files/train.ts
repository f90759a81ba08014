import type { Catalogue } from "@crosstilt/catalogue";
import type { FileSplits } from "@crosstilt/dataset-files";
import { type TrainedModel, type TrainOnConfig, trainOn } from "@crosstilt/project/browser";
import type { FitStep } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { type Hooks, heedSteps } from "../training/follow.js";

/** Two encoders to train on the pairs of two files. */
export interface HeadsTraining extends Pick<TrainOnConfig, "encoders" | "metric" | "loss"> {
  readonly epochs: number;
  /** At most the number of pairs; all batches have as many. */
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** Where a training stands. */
export interface HeadsStep {
  readonly step: number;
  readonly totalSteps: number;
  readonly loss: number;
  /** Bytes of all tensors there are. */
  readonly bytes: number;
}

/**
 * Trains two encoders by Adam and a cosine schedule; keeps the epoch that is best for the validation pairs, which calibrate it
 * too. Null when the signal aborts. The caller disposes of the model.
 */
export async function trainHeads(
  { train: pairs, validation, metadata }: Pick<FileSplits, "train" | "validation" | "metadata">,
  heads: HeadsTraining,
  catalogue: Catalogue,
  { signal, pause, report }: Hooks<HeadsStep>,
): Promise<TrainedModel | null> {
  const tell = ({ step, totalSteps, loss }: FitStep) => report({ step, totalSteps, loss, bytes: tf.memory().numBytes });
  const config = configOf(heads, pairs.length);
  try {
    return await trainOn({ train: pairs, validation, metadata }, config, catalogue, {
      signal,
      onStep: heedSteps({ pause, tell }),
    });
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

function configOf(heads: HeadsTraining, pairs: number): TrainOnConfig {
  const { encoders, metric, loss, epochs, batchSize, learningRate, seed } = heads;
  return {
    encoders,
    metric,
    loss,
    plugins: [],
    training: {
      epochs,
      batchSize: Math.min(batchSize, pairs),
      dropLast: true,
      seed,
      minimumChange: 0,
      patience: 0,
      averaging: 0,
      keep: "best",
      optimizer: { name: "adam", learningRate },
      schedule: { name: "cosine" },
    },
  };
}
