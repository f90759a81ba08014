import { distribution } from "@crosstilt/core";
import { accuracy } from "@crosstilt/evaluation";
import {
  type LabelDiversity,
  labelDiversity,
  type MnistModelName,
  mnistModelNames,
  predictions,
} from "@crosstilt/experiments/mnist";
import { digitScores, nearestRows, type WeightProfile, weightProfile } from "@crosstilt/labs/mnist";
import { mnistImages } from "./images.js";
import { testScores, trained } from "./models.js";

/** A test image. */
export interface TestImage {
  readonly index: number;
  readonly label: number;
  /** Gray levels 0 to 255, `[784]`. */
  readonly pixels: Uint8Array;
}

/** One value for each of the three models. */
export type PerModel<T> = Readonly<Record<MnistModelName, T>>;

/** What a model draws for a label. */
export type Drawn = Omit<LabelDiversity, "drawn"> & {
  readonly images: readonly TestImage[];
  readonly profile: WeightProfile;
};

/** Test images by index. */
export async function testImages(base: string, indices: readonly number[]): Promise<TestImage[]> {
  const { raw } = await mnistImages(base, "test");
  return indices.map((index) => ({
    index,
    label: raw.labels[index]!,
    pixels: raw.images.slice(index * 784, (index + 1) * 784),
  }));
}

/** `ν(label | image)` under the three models, for an image `[784]` in [0, 1]. */
export async function classifyDigit(base: string, pixels: Float32Array): Promise<PerModel<number[]>> {
  const models = await trained(base);
  return perModel(async (name) => Array.from(distribution(await digitScores(models.get(name)!.parameters, pixels), 0)));
}

/** Sixteen test images drawn from `ν(image | label)` under a model, and how diverse the draws are (fig 12). */
export async function drawForLabel(base: string, name: MnistModelName, label: number, seed: number): Promise<Drawn> {
  const { raw } = await mnistImages(base, "test");
  const scores = await testScores(base, name);
  const { drawn, ...measures } = labelDiversity(scores, raw.labels, label, seed);
  return { ...measures, profile: weightProfile(scores, label), images: await testImages(base, drawn) };
}

/** Share of test images whose label of largest score is right. */
export async function testAccuracy(base: string, name: MnistModelName): Promise<number> {
  const { raw } = await mnistImages(base, "test");
  return accuracy(predictions(await testScores(base, name)), raw.labels);
}

/** The test images nearest to one of them by the cosine of their embeddings, the image itself left out. */
export async function neighboursOf(base: string, name: MnistModelName, index: number, count: number) {
  const kept = await nearestRows(await testScores(base, name), index, count);
  const indices = kept.map((neighbour) => neighbour.index);
  const pictures = await testImages(base, indices);
  return pictures.map((image, i) => ({ ...image, similarity: kept[i]!.similarity }));
}

async function perModel<T>(value: (name: MnistModelName) => Promise<T>): Promise<PerModel<T>> {
  const entries = await Promise.all(mnistModelNames.map(async (name) => [name, await value(name)]));
  return Object.fromEntries(entries) as PerModel<T>;
}
