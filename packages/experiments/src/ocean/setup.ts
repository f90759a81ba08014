import type { Pairs } from "@crosstilt/core";
import { loadOcean, type OceanSplits } from "@crosstilt/dataset-ocean";
import type { BimodalModel, StepEvent } from "@crosstilt/train";
import { Interrupted } from "@crosstilt/train";
import { firstPairs } from "../subset.js";
import { type OceanModelName, oceanModel } from "./models.js";
import type { OceanRunSettings } from "./settings.js";

export interface OceanRunOptions {
  readonly settings: OceanRunSettings;
  /** Where checkpoints and training curves are kept. */
  readonly folder: string;
  /** Folder of the cached pairs; null for none, by default the user's cache folder. */
  readonly dataFolder?: string | null;
  /** Go on from the checkpoints in `folder` instead of starting anew. */
  readonly resume?: boolean;
  /** Threads of the current backend; default 1. A run resumes with as many as it began with. */
  readonly threads?: number;
  readonly checkpointSeconds?: number;
  readonly signal?: AbortSignal;
  /** Called after every step of training. */
  onStep?(stage: OceanModelName, event: StepEvent): void;
  /** Called while pairs are made and measured. */
  onProgress?(stage: string, done: number, total: number): void;
}

/** The data and the untrained models of a run. */
export interface OceanSetup {
  readonly data: OceanSplits;
  readonly models: Readonly<Record<OceanModelName, BimodalModel>>;
  /** The training pairs of each model, the same from the first on. */
  readonly train: Readonly<Record<OceanModelName, Pairs>>;
}

/** Data at the scale of the settings, and the models for it. */
export async function prepareOcean(options: OceanRunOptions): Promise<OceanSetup> {
  const { settings, dataFolder, signal, onProgress } = options;
  const { points, seed, testPairs, trainPairs, transformerTraining, physicsTraining } = settings;
  const train = Math.max(transformerTraining.pairs, physicsTraining.pairs, trainPairs);
  const data = await loadOcean({
    ...{ points, seed, train, test: testPairs, cache: dataFolder, signal },
    onProgress: (done, total) => onProgress?.("drifters' paths", done, total),
  }).catch((error) => {
    throw signal?.aborted ? new Interrupted("stopped while making data") : error;
  });
  return {
    data,
    models: {
      physicsInformed: oceanModel("physicsInformed", data, settings),
      transformer: oceanModel("transformer", data, settings),
    },
    train: {
      physicsInformed: firstPairs(data.train, physicsTraining.pairs),
      transformer: firstPairs(data.train, transformerTraining.pairs),
    },
  };
}
