import { createGenerator, effectiveSampleSize, perplexity, sample } from "@crosstilt/core";
import type { LabelScores } from "./scores.js";

/** How diverse the images are that a model draws for one label (fig 12). */
export interface LabelDiversity {
  readonly label: number;
  /** 1/Σw² of the weights over the test images; the truth's is the number of test images with the label. */
  readonly effectiveSampleSize: number;
  /** Distinct images among 16 drawn with replacement. */
  readonly distinctOf16: number;
  /** Weight on images that do have the label. */
  readonly rightClassShare: number;
  /** The 16 images drawn, as indices into the test set. */
  readonly drawn: readonly number[];
}

/** The label of largest score for every image. */
export function predictions({ images, classes, values }: LabelScores): Int32Array {
  return Int32Array.from({ length: images }, (_, i) => {
    const row = values.subarray(i * classes, (i + 1) * classes);
    return row.indexOf(row.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY));
  });
}

/** Share of predictions that are right. */
export function accuracy(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  let right = 0;
  for (let i = 0; i < predicted.length; i++) if (predicted[i] === labels[i]) right += 1;
  return right / predicted.length;
}

/** Counts of true label (row) against predicted label (column). */
export function confusion(predicted: ArrayLike<number>, labels: ArrayLike<number>, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < predicted.length; i++) counts[labels[i]][predicted[i]] += 1;
  return counts;
}

/** `ν(label | image)`: softmax over the labels of one image's scores (Alg. 2). */
export function labelProbabilities({ classes, values }: LabelScores, image: number): number[] {
  return softmax(values.subarray(image * classes, (image + 1) * classes));
}

/** The first image, on which models usually agree, and those on whose label they are least certain on average. */
export function instructiveImages(models: readonly LabelScores[], count: number): number[] {
  const uncertainty = (image: number) =>
    models.reduce((sum, scores) => sum + Math.log(perplexity(labelProbabilities(scores, image))), 0);
  const others = Array.from({ length: models[0].images - 1 }, (_, i) => ({
    image: i + 1,
    entropy: uncertainty(i + 1),
  }));
  others.sort((a, b) => b.entropy - a.entropy);
  return [0, ...others.slice(0, count - 1).map(({ image }) => image)];
}

/** The diversity measures of one label, drawing 16 images from `ν(image | label)` (eq. 28). */
export function labelDiversity(
  scores: LabelScores,
  labels: ArrayLike<number>,
  label: number,
  seed: number,
): LabelDiversity {
  const weights = imageWeights(scores, label);
  const generator = createGenerator(seed).fork(`images of label ${label}`);
  const drawn = sample(weights, { count: 16, generator });
  const right = weights.reduce((sum, weight, i) => sum + (labels[i] === label ? weight : 0), 0);
  return {
    label,
    effectiveSampleSize: effectiveSampleSize(weights),
    distinctOf16: new Set(drawn).size,
    rightClassShare: right,
    drawn,
  };
}

/** `w_i = softmax_i s(image_i, label)` over the test images. */
function imageWeights({ images, classes, values }: LabelScores, label: number): number[] {
  return softmax(Array.from({ length: images }, (_, i) => values[i * classes + label]));
}

function softmax(scores: ArrayLike<number>): number[] {
  const values = Array.from(scores);
  const largest = values.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY);
  const raised = values.map((value) => Math.exp(value - largest));
  const total = raised.reduce((sum, value) => sum + value, 0);
  return raised.map((value) => value / total);
}
