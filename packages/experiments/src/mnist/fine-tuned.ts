import { denseScores, type Pairs, type Parameters } from "@crosstilt/core";
import { accuracy } from "@crosstilt/evaluation";
import {
  adam,
  type BimodalModel,
  disposeState,
  embedSide,
  fineTune,
  headLogits,
  Interrupted,
  type LabelHead,
  type StepEvent,
  startFineTune,
  type WeightedModel,
} from "@crosstilt/train";
import * as tf from "@tensorflow/tfjs-core";
import { predictions } from "./measures.js";
import type { MnistSettings } from "./settings.js";
import type { MnistRunOptions, MnistSetup } from "./setup.js";

/** Images and labels to fine-tune on and to judge by. */
export interface FineTuneData extends Pick<MnistSetup, "model" | "train" | "test" | "testLabels"> {
  /** Of the training images, or more of them. */
  readonly trainLabels: Uint8Array;
}

/** How a label head is learned. */
export type FineTuneSettings = Pick<MnistSettings, "fineTuneEpochs" | "fineTuneLearningRate" | "batchSize" | "seed">;

/** Test accuracy of a frozen image encoder after learning label embeddings and a prior (eqs. 32–35). */
export async function fineTunedAccuracy(
  { trainLabels, model, train, test, testLabels }: FineTuneData,
  parameters: Parameters,
  settings: FineTuneSettings,
  { signal, onStep }: Pick<MnistRunOptions, "signal" | "onStep">,
): Promise<number> {
  const labels = tf.tensor1d(Int32Array.from(trainLabels.subarray(0, train.length)), "int32");
  const embeddings = await embeddedImages({ model, parameters }, train);
  const report = (event: StepEvent) => onStep?.("fineTuning", event);
  const head = await learnHead(model, parameters, { embeddings, labels }, settings, { signal, report });
  tf.dispose([embeddings, labels]);
  const reached = await headAccuracy(model, parameters, head, test, testLabels);
  tf.dispose(head);
  return reached;
}

async function learnHead(
  model: BimodalModel,
  parameters: Parameters,
  examples: { embeddings: tf.Tensor2D; labels: tf.Tensor1D },
  settings: FineTuneSettings,
  { signal, report }: { signal?: AbortSignal; report(event: StepEvent): void },
): Promise<LabelHead> {
  const optimizer = adam({ learningRate: settings.fineTuneLearningRate });
  const start = tf.tidy(() => model.embed(parameters, "v", tf.range(0, model.dimension, 1, "int32")));
  const state = startFineTune(start, optimizer);
  start.dispose();
  const { fineTuneEpochs: epochs, batchSize, seed } = settings;
  for await (const event of fineTune(examples, state, { optimizer, epochs, batchSize, seed, signal }))
    if (event.type === "step") report(event);
  if (signal?.aborted) throw new Interrupted("stopped; the checkpoint is saved");
  disposeState(state, { keepParameters: true });
  return state.parameters as LabelHead;
}

async function headAccuracy(
  model: BimodalModel,
  parameters: Parameters,
  head: LabelHead,
  test: Pairs,
  labels: Uint8Array,
): Promise<number> {
  const embeddings = await embeddedImages({ model, parameters }, test);
  const logits = headLogits(head, embeddings);
  const values = (await logits.data()) as Float32Array;
  tf.dispose([embeddings, logits]);
  return accuracy(predictions(denseScores(values, [test.length, model.dimension])), labels);
}

/** Embeddings of all images, `[n, d]`. The caller disposes of them. */
async function embeddedImages(model: WeightedModel, pairs: Pairs): Promise<tf.Tensor2D> {
  const { vectors, dimension } = await embedSide(model, "u", pairs);
  return tf.tensor2d(vectors, [pairs.length, dimension]);
}
