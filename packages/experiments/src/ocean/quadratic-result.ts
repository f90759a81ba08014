import { checkpointed, disposeState, type StepEvent } from "@crosstilt/train";
import { firstPairs } from "../subset.js";
import { likelihoodRecall } from "./likelihood.js";
import { quadraticModel } from "./quadratic.js";
import type { QuadraticResult } from "./result.js";
import { measureHooks, type OceanRunOptions, type OceanSetup } from "./setup.js";
import { startOf, type Trainee, trainOn } from "./train.js";
import { checkpointsOf, trainingPotentials } from "./train-model.js";

/** Trains the general quadratic model, or goes on with it, and measures its retrieval on the whole test gallery. */
export async function quadraticResult(setup: OceanSetup, options: OceanRunOptions): Promise<QuadraticResult> {
  const { settings, resume, signal, checkpointSeconds, onStep } = options;
  const { data } = setup;
  const training = settings.quadraticTraining;
  const { score, parameters, precisions, rank } = quadraticModel(data.ocean, training);
  const checkpoints = checkpointsOf("quadratic", setup, options);
  if (!resume) await checkpoints.clear();
  const potentials = trainingPotentials(setup, training.pairs);
  const trainee: Trainee = { score, training, potentials, seed: settings.seed, signal };
  try {
    const state = await checkpointed(trainOn(firstPairs(data.train, training.pairs), trainee), checkpoints, {
      signal,
      checkpointSeconds,
      onStep: (event: StepEvent) => onStep?.("quadratic", event),
      start: () => startOf(parameters(), trainee),
    });
    const learned = precisions(state.parameters);
    const losses = state.history;
    disposeState(state);
    const places = { stride: training.stride, precisions: learned };
    const test = await likelihoodRecall(
      data.ocean,
      data.test.raw,
      places,
      measureHooks(options)("quadratic: test gallery"),
    );
    return { test, rank, noise: Array.from(learned, (value) => 1 / Math.sqrt(value)), losses };
  } finally {
    potentials.dispose();
  }
}
