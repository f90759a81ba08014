import type { FactoredScores } from "@crosstilt/core";
import type { PairArrays } from "@crosstilt/dataset-files";
import {
  type ConformalCalibration,
  conformalCalibration,
  fitTemperature,
  type PairCounts,
  pairInformation,
  transposedPairs,
} from "@crosstilt/evaluation";
import { scaledScores } from "@crosstilt/train";
import { type PairsSource, type ReadPartOptions, readRunPairs } from "../run/part.js";
import { type Run, writeDescription } from "../run/run.js";
import type { ModelCalibration, TrainedModel } from "../run/trained-model.js";
import { distinctScores } from "./distinct-scores.js";

/** The calibration of a model by held-out pairs, which must not have been trained on. */
export async function calibrationOn(trained: TrainedModel, arrays: PairArrays): Promise<ModelCalibration | undefined> {
  if (arrays.keys.length < 2 || trained.description.scoreMeaning === "density ratio") return undefined;
  const { calibration: _, ...description } = trained.description;
  const { scores, pairs } = await distinctScores({ ...trained, description }, arrays);
  const temperature = await fitTemperature(scores, pairs);
  const cooled = scaledScores(scores, temperature);
  const conformal = { u: conformalOf(cooled, pairs), v: conformalOf(cooled.transposed(), transposedPairs(pairs)) };
  return { temperature, conformal };
}

/** Pairs count as often as they occur. */
function conformalOf(scores: FactoredScores, pairs: PairCounts): ConformalCalibration {
  const { logRatio } = pairInformation(scores, pairs);
  return conformalCalibration(
    Array.from(logRatio).flatMap((value, p) => new Array<number>(pairs.count[p]!).fill(value)),
  );
}

/**
 * Calibrates a run or a model anew, on held-out pairs or files of the user's, and writes it into `model.json`; weights stay.
 *
 * @example
 * const { temperature } = await calibrate(run, { pairs: { u: "new-u.npy", v: "new-v.npy" } });
 */
export async function calibrate(
  run: Run,
  { pairs = "validation", limit }: ReadPartOptions & { readonly pairs?: PairsSource } = {},
): Promise<{ readonly pairs: number; readonly temperature: number | null }> {
  const arrays = await readRunPairs(run, pairs, { limit });
  const calibration = await calibrationOn(run, arrays);
  const { calibration: _, ...description } = run.description;
  await writeDescription(run.folder, { ...description, ...(calibration && { calibration }) });
  return { pairs: arrays.keys.length, temperature: calibration?.temperature ?? null };
}
