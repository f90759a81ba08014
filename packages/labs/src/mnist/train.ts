import type { Pairs, Parameters } from "@crosstilt/core";
import { type MnistModelName, mnistLosses, mnistModelNames } from "@crosstilt/experiments/mnist";
import { adam, batchesPerEpoch, cosineDecay, disposeState, type FitStep, fit, startFit } from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { follow, type Hooks } from "../training/follow.js";
import { digitModel } from "./digit-model.js";

/** How the three models are trained. */
export interface MnistTraining {
  readonly epochs: number;
  readonly seed: number;
}

/** Where the training stands; steps count over all three models. */
export interface MnistStep {
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

export interface MnistHooks extends Hooks<MnistStep> {
  /** Given the model's weights whenever a step is reported; they stay the training's. */
  place(name: MnistModelName, parameters: Parameters): void;
}

const BATCH = 128;

/** Trains the three models of figs 11 and 12 one after the other. */
export async function trainDigits(pairs: Pairs, training: MnistTraining, hooks: MnistHooks): Promise<void> {
  for (const name of mnistModelNames) if (!hooks.signal.aborted) await trainOne(name, pairs, training, hooks);
}

async function trainOne(
  name: MnistModelName,
  pairs: Pairs,
  { epochs, seed }: MnistTraining,
  { signal, pause, report, place }: MnistHooks,
): Promise<void> {
  const optimizer = adam({ learningRate: 2e-3 });
  // A last batch of fewer pairs has a loss of another size, which its curve would show as a spike.
  const batches = { batchSize: BATCH, dropLast: true };
  const options = { loss: mnistLosses[name], optimizer, epochs, seed, signal, ...batches };
  const state = startFit(digitModel, options);
  const before = epochs * batchesPerEpoch(pairs.length, batches) * mnistModelNames.indexOf(name);
  const tell = ({ step: modelStep, totalSteps: steps, loss }: FitStep) => {
    place(name, state.parameters);
    const [step, totalSteps] = [before + modelStep, steps * mnistModelNames.length];
    return report({ step, totalSteps, model: name, modelStep, loss, bytes: tf.memory().numBytes });
  };
  const events = fit(digitModel, pairs, state, { ...options, schedule: cosineDecay({ warmup: 20 }) });
  await follow(events, { pause, tell, interval: 100 }).finally(() => disposeState(state));
}
