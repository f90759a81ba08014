import { accuracy } from "@crosstilt/evaluation";
import { fineTunedAccuracy, predictions } from "@crosstilt/experiments/mnist";
import { digitModel } from "@crosstilt/labs/mnist";
import { trainOn } from "../backend.js";
import { mnistImages } from "./images.js";
import { testScores, trained } from "./models.js";

/** Test accuracies before and after. */
export interface FineTuned {
  readonly before: number;
  readonly after: number;
}

const settings = { fineTuneEpochs: 5, fineTuneLearningRate: 1e-2, batchSize: 128, seed: 1 };

/** Learns label embeddings and a prior on the first images, over the image encoder of image given label as it is now (eqs. 32–35). */
export async function fineTuneDigits(base: string, images: number): Promise<FineTuned> {
  const [train, test] = await Promise.all([mnistImages(base, "train"), mnistImages(base, "test")]);
  const result = { before: 0, after: 0 };
  await trainOn("wasm", async () => {
    const { parameters } = (await trained(base)).get("imageGivenLabel")!;
    result.before = accuracy(predictions(await testScores(base, "imageGivenLabel")), test.raw.labels);
    const data = { model: digitModel, train: { ...train, length: images }, trainLabels: train.raw.labels };
    const judged = { test, testLabels: test.raw.labels };
    result.after = await fineTunedAccuracy({ ...data, ...judged }, parameters, settings, {});
  });
  return result;
}
