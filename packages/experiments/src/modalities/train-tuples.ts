import { createGenerator } from "@crosstilt/core";
import {
  adam,
  cosineDecay,
  disposeState,
  Interrupted,
  type MultimodalModel,
  minimize,
  startTraining,
  type TrainingState,
  type Tuple,
  tupleObjective,
} from "@crosstilt/train";
import type { ExperimentContext } from "../experiment.js";

export interface TupleTraining {
  /** What is trained, for the progress. */
  readonly stage: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly learningRate: number;
}

/** Trains one against the rest; the caller disposes of the state. Throws `Interrupted` when the signal aborts. */
export async function trainTuples(
  model: MultimodalModel,
  samples: Tuple,
  { stage, epochs, batchSize, seed, learningRate }: TupleTraining,
  { signal, report }: Pick<ExperimentContext, "signal" | "report">,
): Promise<TrainingState> {
  const optimizer = adam({ learningRate });
  const state = startTraining(model.initialise(createGenerator(seed).fork("parameters")), optimizer);
  const options = { optimizer, epochs, batchSize, seed, signal, schedule: cosineDecay() };
  for await (const event of minimize(tupleObjective(model, samples), state, options)) {
    if (event.type !== "step") continue;
    const { step: done, totalSteps: total, examples, loss } = event;
    report({ stage, done, total, examples, loss });
  }
  if (!signal?.aborted) return state;
  disposeState(state);
  throw new Interrupted("stopped; these trainings take seconds and are begun anew");
}
