import { type FactoredScores, factoredScores, type Pairs } from "@crosstilt/core";
import { type EmbeddedSamples, embedSamples, embedSide, type WeightedModel } from "@crosstilt/train";

/** `s(image, label)` of a model for all images of pairs (rows) and all labels (columns). */
export const labelScores = async (model: WeightedModel, pairs: Pairs): Promise<FactoredScores> =>
  againstLabels(model, await embedSide(model, "u", pairs));

/** `s(image, label)` of a model for embedded images (rows) and all labels (columns). */
export async function againstLabels(model: WeightedModel, images: EmbeddedSamples): Promise<FactoredScores> {
  const labels = Float32Array.from({ length: model.model.dimension }, (_, label) => label);
  const v = await embedSamples(model, "v", { data: labels, shape: [labels.length] });
  return factoredScores({ u: images, v, scale: images.scale });
}
