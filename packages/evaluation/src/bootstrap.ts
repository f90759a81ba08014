import { demand, type Generator } from "@crosstilt/core";
import { quantile } from "./quantile.js";

export interface BootstrapOptions {
  readonly generator: Generator;
  /** How often the queries are drawn anew (default 1000). */
  readonly samples?: number;
  /** Share of the draws inside the interval (default 0.95). */
  readonly level?: number;
}

export type Interval = readonly [lower: number, upper: number];

/**
 * Percentile intervals of statistics of n queries, which are drawn with replacement; the statistics of one draw are
 * computed together.
 *
 * @example
 * const { mean } = bootstrap(ranks, (draw) => ({ mean: average(draw) }), { generator: createGenerator(1) });
 */
export function bootstrap<T, K extends string>(
  items: readonly T[],
  statistics: (items: readonly T[]) => Record<K, number>,
  { generator, samples = 1000, level = 0.95 }: BootstrapOptions,
): Record<K, Interval> {
  demand(Number.isInteger(samples) && samples >= 1 && level > 0 && level < 1, () => ({
    argument: "bootstrap",
    expected: "samples >= 1 and a level between 0 and 1",
    received: `${samples} samples and level ${level}`,
  }));
  const draws = Array.from({ length: samples }, () =>
    statistics(items.map(() => items[generator.integer(items.length)]!)),
  );
  const names = Object.keys(draws[0]!) as K[];
  return Object.fromEntries(
    names.map((name) => [
      name,
      percentiles(
        draws.map((draw) => draw[name]),
        level,
      ),
    ]),
  ) as Record<K, Interval>;
}

function percentiles(values: number[], level: number): Interval {
  const sorted = Float64Array.from(values).sort();
  return [quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)];
}
