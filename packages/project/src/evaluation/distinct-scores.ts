import { type FactoredScores, type SampleArray, takeSamples } from "@crosstilt/core";
import { embedSamples, scoresBetween } from "../run/embed.js";
import type { TrainedModel } from "../run/trained-model.js";
import { galleriesOf, type RelevantGalleries } from "./relevance.js";

/** Scores between the different samples of pairs. */
export interface DistinctScores extends Pick<RelevantGalleries, "relevant" | "pairs" | "places"> {
  readonly scores: FactoredScores;
}

/** The scores between the different samples of pairs, and which of them belong together, by pairs and by groups. */
export async function distinctScores(
  trained: TrainedModel,
  arrays: Readonly<Record<"u" | "v", SampleArray>>,
  groups?: readonly string[],
): Promise<DistinctScores> {
  const { relevant, pairs, places, ...rows } = galleriesOf(arrays, groups);
  const side = (name: "u" | "v") => embedSamples(trained, name, takeSamples(arrays[name], rows[name]));
  return { scores: scoresBetween(await side("u"), await side("v")), relevant, pairs, places };
}
