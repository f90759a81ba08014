import { join } from "node:path";
import { checkpointed, initialise, type StepEvent, type TrainingState } from "@crosstilt/train";
import { type Checkpoints, fileCheckpoints } from "@crosstilt/train/node";
import * as tf from "@tensorflow/tfjs-core";
import { firstPairs } from "../subset.js";
import { recallOn } from "./galleries.js";
import { type OceanModelName, oceanModelTitles, trainingOf } from "./models.js";
import type { OceanFreshTraining, OceanTraining } from "./settings.js";
import type { OceanRunOptions, OceanSetup } from "./setup.js";
import { startOf, type Trainee, trainOn, trainOnFresh } from "./train.js";
import { type CurvePoint, curveFile } from "./training-curve.js";

/** Trains one of the cosine models, or goes on with it; the caller disposes of the state. */
export async function trainModel(
  name: OceanModelName,
  setup: OceanSetup,
  options: OceanRunOptions,
  onCurve: (curve: readonly CurvePoint[]) => Promise<void>,
): Promise<TrainingState> {
  const { data, models } = setup;
  const { settings, folder, resume, signal, onStep, checkpointSeconds } = options;
  const model = models[name];
  const checkpoints = checkpointsOf(name, setup, options);
  const curve = curveFile(join(folder, name, "curve.json"));
  if (!resume) await Promise.all([checkpoints.clear(), curve.clear()]);
  await onCurve(await curve.load());
  const onEpoch = async ({ epoch, parameters }: TrainingState) => {
    const recall = (pairs: typeof data.train) => recallOn(model, parameters, firstPairs(pairs, settings.curvePairs));
    await onCurve(await curve.add({ epoch, train: await recall(data.train), test: await recall(data.test) }));
  };
  const training = trainingOf(name, settings) as OceanTraining;
  const trainee: Trainee = {
    training,
    potentials: trainingPotentials(setup, training.pairs),
    seed: settings.seed,
    signal,
    score: (parameters, u, v, generator) => {
      const embed = (side: "u" | "v", samples: tf.Tensor) =>
        model.embed(parameters, side, samples, { training: true, generator });
      return model.form(parameters, embed("u", u), embed("v", v));
    },
  };
  try {
    return await checkpointed(trainingFor(name, setup, options, trainee), checkpoints, {
      signal,
      checkpointSeconds,
      onEpoch,
      onStep: (event: StepEvent) => onStep?.(oceanModelTitles[name], event),
      start: () => startOf(initialise(model, settings.seed), trainee),
    });
  } finally {
    trainee.potentials.dispose();
  }
}

/** Fresh pairs begin where those of the fixed training set end. */
function trainingFor(name: OceanModelName, { data }: OceanSetup, { threads = 1 }: OceanRunOptions, trainee: Trainee) {
  const { training } = trainee;
  if (name !== "freshTransformer") return trainOn(firstPairs(data.train, training.pairs), trainee);
  const { tolerance } = training as OceanFreshTraining;
  return trainOnFresh(data.ocean, data.train.length, { tolerance, threads }, trainee);
}

/** Checkpoints in the model's folder that only the same run reads. */
export const checkpointsOf = (name: string, setup: OceanSetup, options: OceanRunOptions): Checkpoints =>
  fileCheckpoints(join(options.folder, name), runDescription(setup, options));

/** Everything that decides the numbers of a run. */
export const runDescription = ({ data }: OceanSetup, { settings, threads = 1 }: OceanRunOptions): object => ({
  ...settings,
  data: data.metadata.settings,
  backend: tf.getBackend(),
  threads,
});

/** The potentials of the first training pairs, `[pairs, 2K]`; the caller disposes of them. */
export function trainingPotentials({ data }: OceanSetup, pairs: number): tf.Tensor2D {
  const width = data.train.shape.u[0]!;
  const count = Math.min(pairs, data.train.length);
  return tf.tensor2d(data.train.raw.u.subarray(0, count * width), [count, width]);
}
