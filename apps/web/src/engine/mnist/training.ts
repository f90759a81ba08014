import { type MnistModelName, mnistLosses, mnistModelNames } from "@crosstilt/experiments/mnist";
import { adam, batchesPerEpoch, cosineDecay, disposeState, type FitStep, fit, startFit } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import type { Compute } from "../../state/compute.js";
import { type Place, trainOn } from "../backend.js";
import { follow, type Hooks } from "../follow.js";
import { mnistImages } from "./images.js";
import { fetchModels, model, placeModel } from "./models.js";

/** The three models to train on the first images of the training part. */
export interface MnistJob {
  /** Where the app's files are. */
  readonly base: string;
  /** At most 10 000. */
  readonly images: number;
  readonly epochs: number;
  readonly seed: number;
  readonly compute: Compute;
}

/** Where the training stands; steps count over all three models. */
export interface MnistReport {
  readonly step: number;
  readonly totalSteps: number;
  readonly model: MnistModelName;
  /** Steps of this model. */
  readonly modelStep: number;
  /** The loss of the last batch, on densities. */
  readonly loss: number;
  /** Bytes of all tensors there are. */
  readonly bytes: number;
  readonly place: Place;
}

const BATCH = 128;

/** Trains the three models one after the other; each takes its place in the lab while it learns. */
export function trainMnist(job: MnistJob, hooks: Hooks<MnistReport>): Promise<void> {
  return trainOn(job.compute, async (place) => {
    for (const name of mnistModelNames) if (!hooks.signal.aborted) await trainOne(name, job, place, hooks);
    await fetchModels();
  });
}

async function trainOne(
  name: MnistModelName,
  job: MnistJob,
  place: Place,
  { signal, pause, report }: Hooks<MnistReport>,
): Promise<void> {
  const { epochs, seed, images } = job;
  const all = await mnistImages(job.base, "train");
  const pairs = { ...all, length: images };
  const optimizer = adam({ learningRate: 2e-3 });
  const options = { loss: mnistLosses[name], optimizer, epochs, batchSize: BATCH, seed, signal };
  const state = startFit(model, options);
  const before = epochs * batchesPerEpoch(images, { batchSize: BATCH }) * mnistModelNames.indexOf(name);
  const tell = ({ step: modelStep, totalSteps: steps, loss }: FitStep) => {
    placeModel(name, state.parameters);
    const [step, totalSteps] = [before + modelStep, steps * mnistModelNames.length];
    return report({ step, totalSteps, model: name, modelStep, loss, bytes: tf.memory().numBytes, place });
  };
  const events = fit(model, pairs, state, { ...options, schedule: cosineDecay({ warmup: 20 }) });
  await follow(events, { pause, tell, interval: 100 }).finally(() => disposeState(state));
}
