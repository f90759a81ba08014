import { type MnistStep, type MnistTraining, trainDigits } from "@crosstilt/labs/mnist";
import type { Hooks } from "@crosstilt/labs/training";
import type { Compute } from "../../state/compute.js";
import { type Place, trainOn } from "../backend.js";
import { mnistImages } from "./images.js";
import { fetchModels, placeModel } from "./models.js";

/** The three models to train on the first images of the training part. */
export interface MnistJob extends MnistTraining {
  /** Where the app's files are. */
  readonly base: string;
  /** At most 10 000. */
  readonly images: number;
  readonly compute: Compute;
}

/** Where the training stands, and where it computes. */
export interface MnistReport extends MnistStep {
  readonly place: Place;
}

/** Trains the three models one after the other; each takes its place in the lab while it learns. */
export function trainMnist(job: MnistJob, { report, ...hooks }: Hooks<MnistReport>): Promise<void> {
  return trainOn(job.compute, async (place) => {
    const all = await mnistImages(job.base, "train");
    const pairs = { ...all, length: job.images };
    await trainDigits(pairs, job, { ...hooks, place: placeModel, report: (step) => report({ ...step, place }) });
    await fetchModels();
  });
}
