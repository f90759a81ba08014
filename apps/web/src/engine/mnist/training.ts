import { type MnistModelName, mnistLosses, mnistModelNames } from "@crosstilt/experiments/mnist";
import { adam, batchesPerEpoch, cosineDecay, disposeState, fit, startFit } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { ready } from "../backend.js";
import { mnistImages } from "./images.js";
import { model, placeModel } from "./models.js";

/** The three models to train on the first images of the training part. */
export interface MnistJob {
  /** Where the app's files are. */
  readonly base: string;
  /** At most 10 000. */
  readonly images: number;
  readonly epochs: number;
  readonly seed: number;
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
}

const BATCH = 128;
/** Milliseconds between reports. */
const INTERVAL = 100;

interface Hooks {
  readonly signal: AbortSignal;
  pause(): Promise<void>;
  report(report: MnistReport): unknown;
}

/** Trains the three models one after the other; each takes its place in the lab while it learns. */
export async function trainMnist(job: MnistJob, hooks: Hooks): Promise<void> {
  await ready();
  for (const name of mnistModelNames) {
    if (hooks.signal.aborted) return;
    await trainOne(name, job, hooks);
  }
}

async function trainOne(name: MnistModelName, job: MnistJob, { signal, pause, report }: Hooks): Promise<void> {
  const { epochs, seed, images } = job;
  const all = await mnistImages(job.base, "train");
  const pairs = { ...all, length: images };
  const optimizer = adam({ learningRate: 2e-3 });
  const options = { loss: mnistLosses[name], optimizer, epochs, batchSize: BATCH, seed, signal };
  const state = startFit(model, options);
  const steps = epochs * batchesPerEpoch(images, { batchSize: BATCH });
  const before = steps * mnistModelNames.indexOf(name);
  let last = 0;
  for await (const event of fit(model, pairs, state, { ...options, schedule: cosineDecay({ warmup: 20 }) })) {
    if (event.type !== "step") continue;
    if (Date.now() - last >= INTERVAL || event.step === steps) {
      placeModel(name, state.parameters);
      const { step: modelStep, loss } = event;
      const totalSteps = steps * mnistModelNames.length;
      await report({ step: before + modelStep, totalSteps, model: name, modelStep, loss, bytes: tf.memory().numBytes });
      last = Date.now();
    }
    await pause();
  }
  disposeState(state);
}
