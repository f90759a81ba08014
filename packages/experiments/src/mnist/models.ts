import { leNet, oneHot } from "@crosstilt/encoders";
import { conditional } from "@crosstilt/losses";
import { innerProduct } from "@crosstilt/metrics";
import { type BimodalModel, bimodal } from "@crosstilt/train";

/** The three models of figs 11 and 12: one architecture, three losses (our decision on the indices: paper digest §5). */
export const mnistLosses = {
  twoSided: conditional({ lambdaU: 1, lambdaV: 1 }),
  labelGivenImage: conditional({ lambdaU: 0, lambdaV: 2 }),
  imageGivenLabel: conditional({ lambdaU: 2, lambdaV: 0 }),
} as const;

export type MnistModelName = keyof typeof mnistLosses;
export const mnistModelNames = Object.keys(mnistLosses) as MnistModelName[];

/** Names for figures and progress. */
export const mnistModelTitles: Record<MnistModelName, string> = {
  twoSided: "two-sided",
  labelGivenImage: "label given image",
  imageGivenLabel: "image given label",
};

/** LeNet for images, one-hot labels, inner product at τ = 1, so that n_e is the number of classes. */
export function mnistModel(imageShape: readonly number[], classes: number): BimodalModel {
  const spec = { u: leNet({ dimension: classes }), v: oneHot({ classes }), metric: innerProduct() };
  return bimodal(spec, { u: imageShape, v: [] });
}
