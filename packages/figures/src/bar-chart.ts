import type { TopLevelSpec } from "vega-lite";
import { demandFinite, demandSome } from "./check.js";
import { legendFor, seriesScale } from "./series-colours.js";
import { type Size, vegaLiteFigure } from "./spec.js";
import { colours } from "./theme.js";

export interface Bar {
  readonly name: string;
  /** Bars of one name stand together, one for each group. */
  readonly group?: string;
  readonly value: number;
  /** Ends of an error bar. */
  readonly lower?: number;
  readonly upper?: number;
}

export interface BarChartOptions extends Size {
  readonly bars: readonly Bar[];
  /** Title of the names. */
  readonly x?: { readonly title: string };
  readonly y: { readonly title: string; readonly domain?: readonly [number, number] };
  /** Bars from left to right, for long names (default false). */
  readonly horizontal?: boolean;
  readonly title?: string;
}

/**
 * Bars by name, in groups if given, with error bars if given. Refuses no bars and numbers that are not finite.
 *
 * @example
 * barChart({ bars: [{ name: "cosine", value: 0.9 }, { name: "quadratic", value: 0.8 }], y: { title: "R@1" } });
 */
export function barChart({ bars, x, y, horizontal = false, title, ...size }: BarChartOptions): TopLevelSpec {
  demandSome("bars", bars, "bar");
  demandFinite(
    "bars.value",
    bars.map(({ value }) => value),
  );
  demandFinite(
    "bars.lower and upper",
    bars.flatMap(({ lower = 0, upper = 0 }) => [lower, upper]),
  );
  const names = [...new Set(bars.map(({ name }) => name))];
  const groups = [...new Set(bars.map(({ group }) => group ?? ""))];
  const [across, along, offset] = horizontal ? ["y", "x", "yOffset"] : ["x", "y", "xOffset"];
  const band = { labelAngle: 0, ticks: false, labelLimit: 260 };
  const scale = { ...(y.domain ? { domain: [...y.domain] } : {}), nice: !y.domain };
  const common = {
    [across]: {
      field: "name",
      type: "nominal",
      sort: null,
      title: x?.title ?? null,
      axis: band,
      scale: { padding: 0.22 },
    },
    ...(groups.length > 1 ? { [offset]: { field: "group", type: "nominal", sort: null } } : {}),
  };
  const length = { field: "value", type: "quantitative", title: y.title, scale, axis: { grid: true, tickCount: 5 } };
  const colour = {
    field: "group",
    type: "nominal",
    sort: null,
    scale: seriesScale(groups),
    legend: legendFor(groups, "square"),
  };
  return vegaLiteFigure({
    title: title ?? "",
    ...extent(names.length * groups.length, horizontal, size),
    data: { values: bars.map((bar) => ({ ...bar, group: bar.group ?? "" })) },
    layer: [
      { mark: { type: "bar" }, encoding: { ...common, [along]: length, color: colour } },
      ...errorBars(bars, { ...common, [along]: { ...length, field: "lower" }, [`${along}2`]: { field: "upper" } }),
    ],
  });
}

function errorBars(bars: readonly Bar[], encoding: object) {
  if (!bars.some(({ lower, upper }) => lower !== undefined && upper !== undefined)) return [];
  const transform = [{ filter: "isValid(datum.lower) && isValid(datum.upper)" }];
  return [{ transform, mark: { type: "rule", strokeWidth: 1.4, color: colours.text }, encoding }];
}

function extent(count: number, horizontal: boolean, { width, height }: Size): Size {
  const long = Math.max(160, 34 * count);
  return horizontal
    ? { width: width ?? 340, height: height ?? Math.max(60, 22 * count) }
    : { width: width ?? long, height: height ?? 200 };
}
