import type { Pairs } from "@crosstilt/core";
import type { MnistSplits } from "@crosstilt/dataset-mnist";
import type { BimodalModel, StepEvent } from "@crosstilt/train";
import { firstPairs } from "../subset.js";
import { type MnistModelName, mnistModel } from "./models.js";
import type { MnistSettings } from "./settings.js";

export interface MnistRunOptions {
  readonly settings: MnistSettings;
  /** Where checkpoints are kept. */
  readonly folder: string;
  /** A folder of IDX files in place of MNIST. */
  readonly dataFolder?: string;
  /** Go on from the checkpoints in `folder` instead of starting anew. */
  readonly resume?: boolean;
  /** Threads of the current backend; default 1. A run resumes with as many as it began with. */
  readonly threads?: number;
  readonly checkpointSeconds?: number;
  readonly signal?: AbortSignal;
  /** Called after every step; `stage` says which model is being trained. */
  onStep?(stage: MnistModelName | "fineTuning", event: StepEvent): void;
}

/** The data and the untrained model of a run. */
export interface MnistSetup {
  readonly data: MnistSplits;
  readonly model: BimodalModel;
  readonly train: Pairs;
  readonly test: Pairs;
  readonly testLabels: Uint8Array;
}

/** Data at the scale of the settings, and the model for it. */
export function prepare(data: MnistSplits, settings: MnistSettings): MnistSetup {
  const test = firstPairs(data.test, settings.testPairs);
  return {
    data,
    model: mnistModel(data.train.shape.u, data.metadata.classes),
    train: firstPairs(data.train, settings.trainingPairs),
    test,
    testLabels: data.test.raw.labels.subarray(0, test.length),
  };
}
