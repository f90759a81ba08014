import type { QueryRank } from "@crosstilt/core";
import {
  type Ocean,
  type OceanArrays,
  type PathVelocities,
  pathVelocities,
  type VelocityField,
  velocityField,
} from "@crosstilt/dataset-ocean";
import { retrievalMetrics } from "@crosstilt/evaluation";
import { type MeasureHooks, pause } from "./pause.js";
import { type BothWays, recallKs, recallOf } from "./recall.js";

/** Which velocities of a path count, and how much. */
export interface Places {
  /** At the start and at every `stride`-th recorded point. */
  readonly stride: number;
  /** The weight of each of them; all alike when absent. */
  readonly precisions?: ArrayLike<number>;
}

/** Rows between looks at the signal. */
const PAUSE = 256;

/**
 * Recall of the exact likelihood: a potential explains a path the better, the smaller the sum of squared differences between
 * its velocities and those along the path. Summands are positive, so a candidate is out as soon as its partial sum exceeds
 * that of the true pairs it is compared with; the first summand, at the start that all paths share, rules out nearly all.
 */
export async function likelihoodRecall(
  ocean: Ocean,
  { u, v }: OceanArrays,
  { stride, precisions }: Places,
  { signal, onProgress }: MeasureHooks = {},
): Promise<BothWays> {
  const [rowU, rowV] = [2 * ocean.wavevectors.length, 2 * ocean.settings.points * ocean.starts.length];
  const count = u.length / rowU;
  const indices = Array.from({ length: count }, (_, i) => i);
  const fields = indices.map((i) => velocityField(ocean, u.subarray(i * rowU, (i + 1) * rowU)));
  const paths = indices.map((i) => pathVelocities(ocean, v.subarray(i * rowV, (i + 1) * rowV), stride));
  const weights = Float64Array.from(precisions ?? paths[0]!.t.map(() => 1));
  const [x, y] = ocean.starts[0]!;
  const modelled = Float64Array.from(fields.flatMap((field) => field.velocity(x, y, 0)));
  const observed = Float64Array.from(paths.flatMap(({ velocity }) => [velocity[0], velocity[1]]));
  const own = Float64Array.from(indices, (i) => residual(fields[i]!, paths[i]!, weights, Number.POSITIVE_INFINITY));
  const [ofField, ofPath] = [rankCounts(count), rankCounts(count)];
  for (let i = 0; i < count; i++) {
    if (i % PAUSE === 0) {
      onProgress?.(i, count);
      await pause(signal);
    }
    for (let j = 0; j < count; j++) {
      const limit = Math.max(own[i]!, own[j]!);
      const first = (modelled[2 * i]! - observed[2 * j]!) ** 2 + (modelled[2 * i + 1]! - observed[2 * j + 1]!) ** 2;
      if (weights[0]! * first > limit || i === j) continue;
      const value = residual(fields[i]!, paths[j]!, weights, limit);
      ofField.compare(i, value, own[i]!);
      ofPath.compare(j, value, own[j]!);
    }
  }
  return { trajectoryToPotential: ofPath.recall(), potentialToTrajectory: ofField.recall() };
}

/** Weighted squares of velocity differences along a path, given up beyond `limit`. */
function residual(
  field: VelocityField,
  { count, x, y, t, velocity }: PathVelocities,
  weights: Float64Array,
  limit: number,
): number {
  let sum = 0;
  for (let n = 0; n < count && sum <= limit; n++) {
    const [wx, wy] = field.velocity(x[n]!, y[n]!, t[n]!);
    sum += weights[n]! * ((wx - velocity[2 * n]!) ** 2 + (wy - velocity[2 * n + 1]!) ** 2);
  }
  return sum;
}

/** Where the true pair of each query stands among the candidates it has been compared with. */
function rankCounts(count: number) {
  const [better, tied] = [new Float64Array(count), new Float64Array(count).fill(1)];
  const rank = (query: number): QueryRank => ({
    query,
    groups: [{ better: better[query]!, tied: tied[query]!, relevant: 1 }],
  });
  return {
    /** Counts a candidate by its residual and that of the true pair. */
    compare(query: number, value: number, own: number): void {
      if (value < own) better[query]! += 1;
      else if (value === own) tied[query]! += 1;
    },
    recall: () =>
      recallOf(
        retrievalMetrics(
          Array.from({ length: count }, (_, query) => rank(query)),
          recallKs,
        ),
      ),
  };
}
