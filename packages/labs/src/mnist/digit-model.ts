import type { FactoredScores, Parameters } from "@crosstilt/core";
import { againstLabels, mnistModel } from "@crosstilt/experiments/mnist";
import { embedSamples } from "@crosstilt/train";

/** LeNet for images, one-hot labels, inner product. */
export const digitModel = mnistModel([28, 28, 1], 10);

/** Scores of one image, `[784]` in [0, 1], against the ten labels, `[1, 10]`. */
export async function digitScores(parameters: Parameters, pixels: Float32Array): Promise<FactoredScores> {
  const weighted = { model: digitModel, parameters };
  return againstLabels(weighted, await embedSamples(weighted, "u", { data: pixels, shape: [1, 28, 28, 1] }));
}
