import { demand } from "@crosstilt/core";

/** Order statistics of held-out log ratios, from which sets of any coverage follow. */
export interface ConformalCalibration {
  /** Held-out pairs. */
  readonly count: number;
  /** Ranks from 1, ascending, and the log ratios of these ranks. */
  readonly ranks: readonly number[];
  readonly logRatios: readonly number[];
}

/** Order statistics that are kept: sets of coverage 99.5 % and less lose next to nothing by it. */
const KEPT = 400;

/**
 * What conformal sets need of held-out pairs: a few hundred order statistics of their log ratios.
 *
 * @param logRatios `log ρ(v | u)` of held-out pairs, as {@link pairInformation} gives, `[n]`.
 * @example
 * const calibration = conformalCalibration(pairInformation(scores).logRatio);
 */
export function conformalCalibration(logRatios: ArrayLike<number>): ConformalCalibration {
  const sorted = Float64Array.from(logRatios).sort();
  const count = sorted.length;
  demand(count > 0 && sorted.every(Number.isFinite), () => ({
    argument: "logRatios",
    expected: "finite numbers, at least one",
    received: count === 0 ? "none" : "others",
  }));
  const kept = Math.min(KEPT, count);
  const ranks = [
    ...new Set(Array.from({ length: kept }, (_, i) => 1 + Math.round((i * (count - 1)) / Math.max(1, kept - 1)))),
  ];
  return { count, ranks, logRatios: ranks.map((rank) => sorted[rank - 1]!) };
}

/**
 * The log ratio down to which entries belong to the set of a coverage: a new pair's partner is in `{ j : log ρ(v_j | u) ≥ threshold }`
 * with at least this probability, whatever the model is worth, if it is exchangeable with the held-out pairs (split conformal
 * prediction: Vovk et al. 2005, Lei et al. 2018). −∞, every entry, where there are too few pairs for it.
 *
 * @param coverage above 0 and below 1, such as 0.9.
 * @throws when coverage is not between 0 and 1.
 * @example
 * const threshold = conformalThreshold(calibration, 0.9);
 */
export function conformalThreshold({ count, ranks, logRatios }: ConformalCalibration, coverage: number): number {
  demand(coverage > 0 && coverage < 1, () => ({
    argument: "coverage",
    expected: "a number above 0 and below 1",
    received: String(coverage),
  }));
  const rank = Math.floor((1 - coverage) * (count + 1) + 1e-9);
  const at = ranks.findLastIndex((known) => known <= rank);
  return at < 0 ? Number.NEGATIVE_INFINITY : logRatios[at]!;
}
