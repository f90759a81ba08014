import { type FactoredScores, factoredScores, type Pairs, type SampleArray } from "@crosstilt/core";
import type { Gallery } from "@crosstilt/search";
import {
  embedPairs as embedPairsOf,
  embedSamples as embedSamplesOf,
  type Side,
  scaled,
  scaledScores,
} from "@crosstilt/train";
import type { TrainedModel } from "./trained-model.js";

const weighted = ({ model, parameters, description }: TrainedModel) => ({
  model,
  parameters,
  centre: description.centre,
});
const temperatureOf = ({ description }: TrainedModel): number => description.calibration?.temperature ?? 1;

/**
 * One side of the model's score form for samples that were read as the training data was (`readSamplesLike`), calibrated:
 * `s(u, v) = scale · ⟨u, v⟩ + α_u + β_v`, so rows of u and of v, with their biases, are all that scores need.
 *
 * @example
 * const gallery = await embedSamples(run, "v", await readSamplesLike("new.npy", run.description.data.v));
 */
export async function embedSamples(trained: TrainedModel, side: Side, samples: SampleArray): Promise<Gallery> {
  return scaled(await embedSamplesOf(weighted(trained), side, samples), temperatureOf(trained));
}

/** Both sides of the score form for all pairs, calibrated. */
export async function embedPairs(trained: TrainedModel, pairs: Pairs): Promise<FactoredScores> {
  return scaledScores(await embedPairsOf(weighted(trained), pairs), temperatureOf(trained));
}

/** The scores between queries and a gallery that {@link embedSamples} made of the two sides. */
export const scoresBetween = (queries: Gallery, gallery: Gallery): FactoredScores =>
  factoredScores({ u: queries, v: gallery, scale: queries.scale });

/** The other modality. */
export const otherSide = (side: Side): Side => (side === "u" ? "v" : "u");
