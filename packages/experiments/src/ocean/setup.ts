import { loadOcean, type OceanSplits } from "@crosstilt/dataset-ocean";
import { type BimodalModel, Interrupted, type StepEvent } from "@crosstilt/train";
import { type OceanModelName, oceanModel } from "./models.js";
import type { MeasureHooks } from "./pause.js";
import type { BothWays } from "./recall.js";
import type { OceanRunSettings } from "./settings.js";
import type { OceanCurves } from "./training-curve.js";

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
  onStep?(stage: string, event: StepEvent): void;
  /** Called after every epoch with the training curves so far. */
  onCurves?(curves: OceanCurves): void | Promise<void>;
  /** Called with the recall of each model and baseline on the whole test gallery, as soon as it is known. */
  onMeasured?(name: string, recall: BothWays): void;
  /** Called while pairs are made and measured. */
  onProgress?(stage: string, done: number, total: number): void;
}

/** The data and the untrained models of a run. */
export interface OceanSetup {
  readonly data: OceanSplits;
  readonly models: Readonly<Record<OceanModelName, BimodalModel>>;
}

/** Data at the scale of the settings, and the models for it. */
export async function prepareOcean(options: OceanRunOptions): Promise<OceanSetup> {
  const { settings, dataFolder, signal, onProgress } = options;
  const { points, seed, testPairs } = settings;
  const data = await loadOcean({
    points,
    seed,
    train: trainingPairs(settings),
    test: testPairs,
    cache: dataFolder,
    signal,
    onProgress: (done, total) => onProgress?.("drifters' paths", done, total),
  }).catch((error) => {
    throw signal?.aborted ? new Interrupted("stopped while making data") : error;
  });
  const model = (name: OceanModelName) => oceanModel(name, data, settings);
  return {
    data,
    models: {
      physicsInformed: model("physicsInformed"),
      transformer: model("transformer"),
      freshTransformer: model("freshTransformer"),
    },
  };
}

const trainingPairs = ({ transformerTraining, physicsTraining, quadraticTraining, trainPairs }: OceanRunSettings) =>
  Math.max(transformerTraining.pairs, physicsTraining.pairs, quadraticTraining.pairs, trainPairs);

/** Hooks of a measurement that tell the run's listener how far it is. */
export const measureHooks =
  ({ signal, onProgress }: OceanRunOptions) =>
  (stage: string): MeasureHooks => ({ signal, onProgress: (done, total) => onProgress?.(stage, done, total) });
