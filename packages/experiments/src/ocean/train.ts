import type { Pairs, Parameters } from "@crosstilt/core";
import { generatePairs, type Ocean, oceanPairs } from "@crosstilt/dataset-ocean";
import {
  adam,
  batchesPerEpoch,
  constant,
  cosineDecay,
  type EpochEvent,
  type MinimizeOptions,
  minimize,
  type StepEvent,
  startTraining,
  type TrainingState,
} from "@crosstilt/train";
import type * as tf from "@tensorflow/tfjs-core";
import { candidatesObjective, type ScorePairs } from "./objective.js";
import type { OceanFreshTraining, OceanTraining } from "./settings.js";

/** Moves a state forward in place until training is done or its signal aborts. */
export type Training = (state: TrainingState) => AsyncIterable<StepEvent | EpochEvent>;

/** What a model is trained by, beside the pairs. */
export interface Trainee {
  readonly score: ScorePairs;
  readonly training: Omit<OceanTraining, "initialTemperature">;
  /** All potentials of the training set, `[N, 2K]`. */
  readonly potentials: tf.Tensor2D;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** The state before the first step; takes over the parameters. */
export const startOf = (parameters: Parameters, trainee: Trainee): TrainingState =>
  startTraining(parameters, minimizeOptions(trainee).optimizer);

/** Training on the same pairs in every epoch. */
export function trainOn(pairs: Pairs, trainee: Trainee): Training {
  return (state) => minimize(objectiveOf(trainee, pairs), state, minimizeOptions(trainee));
}

/** Training on pairs `first, first + 1, …` of the ocean, made as they are needed, so that none is seen twice. */
export function trainOnFresh(
  ocean: Ocean,
  first: number,
  { tolerance, threads }: Pick<OceanFreshTraining, "tolerance"> & { readonly threads: number },
  trainee: Trainee,
): Training {
  const { training, signal } = trainee;
  const { pairs: count, epochs } = training;
  const options = minimizeOptions(trainee);
  const totalSteps = epochs * batchesPerEpoch(count, options);
  const schedule = (step: number) => (options.schedule ?? constant)(step, totalSteps);
  return async function* (state): AsyncGenerator<StepEvent | EpochEvent, void, void> {
    while (state.epoch < epochs) {
      const { epoch } = state;
      const range = { first: first + epoch * count, count, tolerance, threads, signal };
      const made = await generatePairs(ocean, range).catch((error) => {
        if (!signal?.aborted) throw error;
      });
      if (!made) return;
      const objective = objectiveOf(trainee, oceanPairs(ocean, made));
      for await (const event of minimize(objective, state, { ...options, schedule, epochs: epoch + 1 }))
        yield { ...event, ...(event.type === "step" ? { totalSteps } : {}), epochs };
      if (signal?.aborted) return;
    }
  };
}

const objectiveOf = ({ score, potentials, training }: Trainee, pairs: Pairs) =>
  candidatesObjective(score, pairs, { potentials, count: training.candidates });

function minimizeOptions({ training, seed, signal }: Trainee): MinimizeOptions {
  const { epochs, batchSize, learningRate, warmup } = training;
  const schedule = warmup === null ? undefined : cosineDecay({ warmup });
  return { epochs, batchSize, seed, schedule, signal, optimizer: adam({ learningRate }) };
}
