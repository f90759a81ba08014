import { type Posterior, posterior } from "@crosstilt/dataset-ocean/physics";
import type { Retrieval } from "@crosstilt/labs/ocean";
import {
  createGrid,
  DURATION,
  type EncoderWeights,
  fieldOf,
  type GridEvaluator,
  lawOf,
  type Observation,
  observe,
  pathThrough,
} from "@crosstilt/labs/ocean";
import { useMemo } from "react";
import type { Outcome } from "../engine/use-each.js";
import { useLatest } from "../engine/use-latest.js";
import { startPhysics } from "./client.js";
import { pathField } from "./path-field.js";
import type { OceanSettings } from "./settings.js";

/** What is known of the settings' drifter, without its field. */
export interface Drifter {
  /** Changes when the observation does. */
  readonly key: string;
  readonly observation: Observation;
  /** The whole path, start included, of which the first part is observed. */
  readonly path: ArrayLike<number>;
  /** How long the whole path lasts. */
  readonly duration: number;
  /** The true field; null for a path of the reader's own. */
  readonly truth: Float64Array | null;
  readonly posterior: Posterior;
}

/** The drifter of the settings; null while nothing is drawn or uploaded. */
export function useDrifter(settings: OceanSettings): Drifter | null {
  const { source, seed, field, x, y, path, part, noise } = settings;
  const key = JSON.stringify([source, seed, part, noise, source === "drop" ? [field, x, y] : pathField.write(path)]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key holds all that the observation depends on
  return useMemo(() => {
    const observation = observe(settings);
    if (!observation) return null;
    const { ocean, positions, reading } = observation;
    const truth = source === "drop" ? fieldOf(seed, field) : null;
    const own = { path: path ?? [], duration: ((path ?? []).length / 2 - 1) * (DURATION / 100) };
    const whole = truth ? { path: pathThrough(seed, truth, [x, y]), duration: DURATION } : own;
    return { key, observation, ...whole, truth, posterior: posterior(ocean, positions, reading) };
  }, [key]);
}

/** The ranking of the gallery for a drifter, from the worker, or why there is none. */
export function useRetrieval(
  drifter: Drifter | null,
  { seed, size, source, field }: OceanSettings,
  trained: EncoderWeights | null,
): Outcome<Retrieval> {
  const truth = source === "drop" ? field : null;
  const key = drifter && JSON.stringify([drifter.key, size, trained?.logGain[0]]);
  return useLatest(key, () =>
    startPhysics().retrieve({ observation: drifter!.observation, seed, size: 2 ** size, truth, trained }),
  );
}

/** The field of the large map; a new object only when it is another field. */
export interface ShownField {
  readonly key: string;
  readonly which: OceanSettings["shown"];
  readonly coefficients: Float64Array;
}

/** The field that the settings ask to be shown, as far as it is known yet. */
export function useShownField(
  drifter: Drifter | null,
  retrieval: Retrieval | null,
  { shown, method, seed, field }: OceanSettings,
): ShownField | null {
  const index = retrieval?.rankings[method]?.best[0]?.index ?? retrieval?.rankings.likelihood?.best[0]?.index;
  const which =
    drifter?.truth && shown === "truth" ? "truth" : shown === "best" && index !== undefined ? "best" : "mean";
  const of = { truth: field, best: index, mean: drifter?.key }[which];
  const key = drifter && JSON.stringify([which, seed, of]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key holds all that the field depends on
  return useMemo(() => {
    if (!drifter || !key) return null;
    const coefficients = {
      truth: () => drifter.truth!,
      best: () => fieldOf(seed, index!),
      mean: () => drifter.posterior.mean,
    };
    return { key, which, coefficients: coefficients[which]() };
  }, [key]);
}

/** The path in another field of a drifter from the same start, for as long as the observed one lasts as a whole. */
export function simulatedPath(
  { observation, duration }: Drifter,
  seed: number,
  coefficients: Float64Array,
): Float64Array {
  const path = pathThrough(seed, coefficients, observation.ocean.starts[0]!);
  const points = Math.round(((path.length / 2 - 1) * duration) / DURATION);
  return path.subarray(0, 2 * points + 2);
}

/** Evaluators of all fields of a seed on squares of `cells²` cells. */
export const useGrid = (seed: number, cells: number): GridEvaluator =>
  useMemo(() => createGrid(lawOf(seed, [0, 0]), cells), [seed, cells]);
