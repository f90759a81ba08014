import { distribution, type Scores } from "@crosstilt/core";

/** How the weight that a label gives is spread over images. */
export interface WeightProfile {
  /** Share of the heaviest image. */
  readonly largest: number;
  /** The fewest images that hold half of the weight. */
  readonly half: number;
  /** Different images to expect among so many draws. */
  readonly distinct: number;
  readonly draws: number;
  /** The share that the heaviest 1, 2, 4, … images hold together, up to all of them. */
  readonly held: readonly (readonly [images: number, share: number])[];
}

/**
 * The spread of `ν(image | label)` over the images of a gallery (fig 12). Of `draws` independent draws `Σ 1 − (1 − w)^draws` images
 * are different in expectation.
 *
 * @param scores `[images, labels]`.
 */
export function weightProfile(scores: Scores, label: number, draws = 1000): WeightProfile {
  const weights = distribution(scores.transposed(), label).sort().reverse();
  let sum = 0;
  const held = weights.map((weight) => (sum += weight));
  const counts = Array.from({ length: Math.ceil(Math.log2(weights.length)) }, (_, k) => 2 ** k);
  return {
    largest: weights[0]!,
    half: held.findIndex((share) => share >= (sum / 2) * (1 - 1e-9)) + 1,
    distinct: weights.reduce((total, weight) => total - Math.expm1(draws * Math.log1p(-Math.min(weight, 1))), 0),
    draws,
    held: [...counts, weights.length].map((count) => [count, held[count - 1]! / sum]),
  };
}
