import type { PairArrays } from "@crosstilt/dataset-files";
import type { FactoredScores, Relevance } from "@crosstilt/retrieval";
import { embedSamples, scoresBetween } from "./embed.js";
import { takeRows } from "./part.js";
import { galleriesOf } from "./relevance.js";
import type { TrainedModel } from "./trained-model.js";

/** The scores between the different samples of pairs, and which of them belong together, by pairs and by groups. */
export async function distinctScores(
  trained: TrainedModel,
  pairs: PairArrays,
  groups?: readonly string[],
): Promise<{ readonly scores: FactoredScores; readonly relevant: Relevance }> {
  const { relevant, ...rows } = galleriesOf(pairs, groups);
  const side = (name: "u" | "v") => embedSamples(trained, name, takeRows(pairs[name], rows[name]));
  return { scores: scoresBetween(await side("u"), await side("v")), relevant };
}
