import type { FactoredScores, Pairs, Parameters } from "@crosstilt/core";
import { type BimodalModel, embedPairs } from "@crosstilt/train";
import { type MeasureHooks, pause } from "./pause.js";
import { type BothWays, bothWays } from "./recall.js";

/**
 * The scores of all potentials (rows) and all trajectories (columns) of pairs: unit rows `[n, d]` whose inner products, times the
 * scale, are the cosine over the temperature.
 *
 * @throws Interrupted when the signal aborts.
 */
export const galleryScores = (
  model: BimodalModel,
  parameters: Parameters,
  pairs: Pairs,
  { signal, onProgress }: MeasureHooks = {},
): Promise<FactoredScores> =>
  embedPairs({ model, parameters }, pairs, {
    async onBlock(done, total) {
      onProgress?.(done, total);
      await pause(signal);
    },
  });

/** Recall both ways of a model on pairs. */
export const recallOn = async (
  model: BimodalModel,
  parameters: Parameters,
  pairs: Pairs,
  hooks?: MeasureHooks,
): Promise<BothWays> => bothWays(await galleryScores(model, parameters, pairs, hooks));
