import type { FactoredScores, SampleArray } from "@crosstilt/core";
import {
  type ConformalCalibration,
  conformalCalibration,
  fitTemperature,
  type PairCounts,
  type PartnerCalibration,
  partnerCalibration,
  searchedLogRatios,
  transposedPairs,
} from "@crosstilt/evaluation";
import { scaledScores } from "@crosstilt/train";
import type { ModelCalibration, TrainedModel } from "../run/trained-model.js";
import { distinctScores } from "./distinct-scores.js";

/**
 * The calibration of a model by held-out pairs, which must not have been trained on: temperature, conformal sets and the
 * probability that no partner is there. None where scores are density ratios already, or of fewer than two pairs.
 */
export async function calibrationOn(
  trained: TrainedModel,
  arrays: Readonly<Record<"u" | "v", SampleArray>>,
): Promise<ModelCalibration | undefined> {
  if (arrays.u.shape[0]! < 2 || trained.description.scoreMeaning === "density ratio") return undefined;
  const { calibration: _, ...description } = trained.description;
  const { scores, pairs } = await distinctScores({ ...trained, description }, arrays);
  const temperature = await fitTemperature(scores, pairs);
  const cooled = scaledScores(scores, temperature);
  const sides = [
    ["u", cooled, pairs],
    ["v", cooled.transposed(), transposedPairs(pairs)],
  ] as const;
  const conformal = sides.map(([side, own, of]) => [side, conformalOf(own, of)] as const);
  const partner = sides.flatMap(([side, own, of]): [string, PartnerCalibration][] => {
    const learned = partnerCalibration(own, of);
    return learned ? [[side, learned]] : [];
  });
  return {
    temperature,
    conformal: Object.fromEntries(conformal) as ModelCalibration["conformal"],
    partner: Object.fromEntries(partner),
  };
}

/** Pairs count as often as they occur. */
function conformalOf(scores: FactoredScores, pairs: PairCounts): ConformalCalibration {
  const logRatios = searchedLogRatios(scores, pairs);
  return conformalCalibration(
    Array.from(logRatios).flatMap((value, p) => new Array<number>(pairs.count[p]!).fill(value)),
  );
}
