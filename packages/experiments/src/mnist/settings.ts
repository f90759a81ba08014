import type { Scale } from "../scale.js";

/** Everything that decides the result of the MNIST experiment (§6.2), beside data and backend. */
export interface MnistSettings {
  readonly scale: Scale;
  readonly seed: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Steps over which the learning rate rises; it then falls along a half cosine. Null: constant, as in the paper. */
  readonly warmup: number | null;
  readonly fineTuneEpochs: number;
  readonly fineTuneLearningRate: number;
  /** Upper bounds on the number of pairs. */
  readonly trainingPairs: number;
  readonly testPairs: number;
}

const everything = { trainingPairs: 60_000, testPairs: 10_000 };

const byScale: Record<Scale, Omit<MnistSettings, "scale" | "seed">> = {
  paper: {
    epochs: 300,
    batchSize: 512,
    learningRate: 1e-4,
    warmup: null,
    fineTuneEpochs: 20,
    fineTuneLearningRate: 1e-2,
    ...everything,
  },
  laptop: {
    epochs: 8,
    batchSize: 512,
    learningRate: 4e-3,
    warmup: 60,
    fineTuneEpochs: 5,
    fineTuneLearningRate: 1e-2,
    ...everything,
  },
  smoke: {
    epochs: 2,
    batchSize: 64,
    learningRate: 2e-3,
    warmup: 5,
    fineTuneEpochs: 2,
    fineTuneLearningRate: 1e-2,
    trainingPairs: 1_500,
    testPairs: 400,
  },
};

/** The settings of a scale; paper: Adam 1e-4, batch 512, 300 epochs, 60 000 pairs. */
export const mnistSettings = (scale: Scale, seed = 1): MnistSettings => ({ scale, seed, ...byScale[scale] });
