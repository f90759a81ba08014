import {
  createGenerator,
  distribution,
  effectiveSampleSize,
  perplexity,
  type Scores,
  sample,
  topK,
} from "@crosstilt/core";

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
export const predictions = (scores: Scores): Int32Array => topK(scores, 1).indices;

/** The first image, on which models usually agree, and those on whose label they are least certain on average. */
export function instructiveImages(models: readonly Scores[], count: number): number[] {
  const uncertainty = (image: number) =>
    models.reduce((sum, scores) => sum + Math.log(perplexity(distribution(scores, image))), 0);
  const others = Array.from({ length: models[0]!.shape[0] - 1 }, (_, i) => ({
    image: i + 1,
    entropy: uncertainty(i + 1),
  }));
  others.sort((a, b) => b.entropy - a.entropy);
  return [0, ...others.slice(0, count - 1).map(({ image }) => image)];
}

/** The diversity measures of one label, drawing 16 images from `ν(image | label)` (eq. 28). */
export function labelDiversity(scores: Scores, labels: ArrayLike<number>, label: number, seed: number): LabelDiversity {
  const weights = distribution(scores.transposed(), label);
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
