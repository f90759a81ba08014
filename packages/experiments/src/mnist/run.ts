import { join } from "node:path";
import { distribution, type Scores } from "@crosstilt/core";
import { loadMnist } from "@crosstilt/dataset-mnist";
import { accuracy, confusion } from "@crosstilt/evaluation";
import { adam, checkpointedFit, cosineDecay, disposeState, type FitOptions, type StepEvent } from "@crosstilt/train";
import { fileCheckpoints } from "@crosstilt/train/node";
import * as tf from "@tensorflow/tfjs-core";
import { fineTunedAccuracy } from "./fine-tuned.js";
import { instructiveImages, labelDiversity, predictions } from "./measures.js";
import { type MnistModelName, mnistLosses, mnistModelNames } from "./models.js";
import type { MnistModelResult, MnistResult } from "./result.js";
import { labelScores } from "./scores.js";
import type { MnistSettings } from "./settings.js";
import { type MnistRunOptions, type MnistSetup, prepare } from "./setup.js";

/** Number of test images shown in fig 11. */
const EXAMPLES = 3;

/**
 * Trains the three models of figs 11 and 12 on the current backend and measures them; the image-given-label model is
 * then fine-tuned (eqs. 32–35).
 *
 * @throws Interrupted when the signal aborts; checkpoints are saved and `resume: true` goes on to the same result.
 */
export async function runMnist(options: MnistRunOptions): Promise<MnistResult> {
  const started = performance.now();
  const { settings, dataFolder, threads = 1 } = options;
  const setup = prepare(await loadMnist({ folder: dataFolder }), settings);
  const scores = {} as Record<MnistModelName, Scores>;
  const histories = {} as Record<MnistModelName, readonly number[]>;
  let fineTuned = { accuracy: Number.NaN };
  for (const name of mnistModelNames) {
    const state = await trainModel(name, setup, options);
    scores[name] = await labelScores({ model: setup.model, parameters: state.parameters }, setup.test);
    histories[name] = state.history;
    if (name === "imageGivenLabel")
      fineTuned = {
        accuracy: await fineTunedAccuracy(
          { ...setup, trainLabels: setup.data.train.raw.labels },
          state.parameters,
          settings,
          options,
        ),
      };
    disposeState(state);
  }
  const examples = instructiveImages(Object.values(scores), EXAMPLES);
  const result = (name: MnistModelName) => measure(scores[name], setup, histories[name], examples, settings);
  return {
    models: {
      twoSided: result("twoSided"),
      labelGivenImage: result("labelGivenImage"),
      imageGivenLabel: { ...result("imageGivenLabel"), fineTuned },
    },
    examples: examples.map((index) => ({ index, label: setup.testLabels[index]! })),
    classes: setup.data.metadata.classes,
    seconds: (performance.now() - started) / 1000,
    backend: tf.getBackend(),
    threads,
    settings: { ...settings, data: setup.data.metadata.source },
  };
}

async function trainModel(name: MnistModelName, setup: MnistSetup, options: MnistRunOptions) {
  const { settings, folder, resume, threads = 1, onStep } = options;
  const checkpoints = fileCheckpoints(join(folder, name), {
    ...settings,
    data: setup.data.metadata,
    backend: tf.getBackend(),
    threads,
  });
  if (!resume) await checkpoints.clear();
  const hooks = { ...options, onStep: (event: StepEvent) => onStep?.(name, event) };
  return checkpointedFit(setup.model, setup.train, fitOptions(name, settings), checkpoints, hooks);
}

function fitOptions(name: MnistModelName, settings: MnistSettings): FitOptions {
  const { epochs, batchSize, seed, learningRate, warmup } = settings;
  const schedule = warmup === null ? undefined : cosineDecay({ warmup });
  return { loss: mnistLosses[name], epochs, batchSize, seed, schedule, optimizer: adam({ learningRate }) };
}

function measure(
  scores: Scores,
  { testLabels, data }: MnistSetup,
  losses: readonly number[],
  examples: readonly number[],
  { seed }: MnistSettings,
): MnistModelResult {
  const { classes } = data.metadata;
  const predicted = predictions(scores);
  return {
    accuracy: accuracy(predicted, testLabels),
    labels: Array.from({ length: classes }, (_, label) => labelDiversity(scores, testLabels, label, seed)),
    confusion: confusion(predicted, testLabels, classes),
    examples: examples.map((image) => Array.from(distribution(scores, image))),
    losses,
  };
}
