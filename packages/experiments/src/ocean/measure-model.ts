import type { TrainingState } from "@crosstilt/train";
import { firstPairs } from "../subset.js";
import { assimilate } from "./assimilation.js";
import { type AssimilationExample, assimilationExample } from "./assimilation-example.js";
import { type RetrievedExample, retrievedExamples } from "./examples.js";
import { galleryScores, recallOn } from "./galleries.js";
import { type OceanModelName, oceanModelTitles } from "./models.js";
import { bothWays } from "./recall.js";
import type { OceanModelResult } from "./result.js";
import { measureHooks, type OceanRunOptions, type OceanSetup } from "./setup.js";

export interface MeasuredModel {
  readonly result: Omit<OceanModelResult, "curve">;
  readonly examples: readonly RetrievedExample[];
  readonly assimilated: AssimilationExample;
}

/** Retrieval of a trained model on the whole test gallery, and on training pairs beside it. */
export async function measureModel(
  name: OceanModelName,
  { data, models }: OceanSetup,
  { parameters, history }: TrainingState,
  options: OceanRunOptions,
): Promise<MeasuredModel> {
  const hooks = (what: string) => measureHooks(options)(`${oceanModelTitles[name]}: ${what}`);
  const scores = await galleryScores(models[name], parameters, data.test, hooks("test gallery"));
  const test = bothWays(scores);
  const examples = retrievedExamples(data, scores);
  const { temperature } = models[name].specs[0]!.metric.describe({ logScale: parameters["metric.logScale"]! });
  const ofPaths = scores.transposed();
  const assimilation = await assimilate(data, ofPaths, options.settings.seed, hooks("conditional"));
  const assimilated = assimilationExample(data, ofPaths, options.settings);
  const pairs = firstPairs(data.train, options.settings.trainPairs);
  const train = await recallOn(models[name], parameters, pairs, hooks("training gallery"));
  const size = Object.values(parameters).reduce((sum, tensor) => sum + tensor.size, 0);
  return {
    result: { test, train, losses: history, temperature: temperature!, parameters: size, assimilation },
    examples,
    assimilated,
  };
}
