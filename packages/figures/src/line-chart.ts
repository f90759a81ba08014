import { demand } from "@crosstilt/formats";
import type { TopLevelSpec } from "vega-lite";
import { demandFinite, demandLength, demandSome } from "./check.js";
import { logAxis, logDomain } from "./log-axis.js";
import { legendFor, seriesScale } from "./series-colours.js";
import { type Size, vegaLiteFigure } from "./spec.js";
import { colours } from "./theme.js";

export interface Series {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** A band around the line, such as an interval of confidence. */
  readonly lower?: ArrayLike<number>;
  readonly upper?: ArrayLike<number>;
  readonly dashed?: boolean;
}

export interface Axis {
  readonly title: string;
  readonly log?: boolean;
  readonly domain?: readonly [number, number];
  /** Places of the ticks, such as the sizes that were tried. */
  readonly ticks?: readonly number[];
}

/** A line across the plot with a few words: at `y` horizontal, at `x` vertical. */
export type ReferenceLine = { readonly label: string } & ({ readonly y: number } | { readonly x: number });

export interface LineChartOptions extends Size {
  readonly series: readonly Series[];
  readonly x: Axis;
  readonly y: Axis;
  readonly references?: readonly ReferenceLine[];
  /** Mark the points themselves, for series of few (default false). */
  readonly points?: boolean;
  readonly title?: string;
}

/**
 * Lines over common axes, linear or logarithmic, with bands and reference lines: training curves, error curves.
 * Refuses no series, empty ones, lists of different lengths, numbers that are not finite, and on logarithmic axes those
 * that are not positive.
 *
 * @example
 * lineChart({ series: [{ name: "train", x: [1, 2], y: [0.3, 0.1] }], x: { title: "epoch" }, y: { title: "loss", log: true } });
 */
export function lineChart(options: LineChartOptions): TopLevelSpec {
  const { series, x, y, references = [], points = false, title, width = 340, height = 220 } = options;
  demandSome("series", series);
  const names = series.map(({ name }) => name);
  const values = series.flatMap((one, i) => pointsOf(one, `series[${i}]`, x, y));
  const colour = {
    color: {
      field: "series",
      type: "nominal",
      sort: null,
      scale: seriesScale(names),
      legend: legendFor(names, "stroke"),
    },
  };
  const axes = {
    x: position("x", x, [...values.map((point) => point.x), ...referencesAlong("x", references)]),
    y: position("y", y, [...values.flatMap(heightsOf), ...referencesAlong("y", references)]),
  };
  const lines = {
    mark: { type: "line", strokeWidth: 2, strokeJoin: "round", point: points ? { size: 34, filled: true } : false },
    encoding: { ...axes, ...colour, strokeDash: dashes },
  };
  const layer = [...bands(series, axes, colour), lines].map((part) => ({ data: { values }, ...part }));
  return vegaLiteFigure({
    title: title ?? "",
    width,
    height,
    layer: [...references.flatMap((reference) => referenceLayers(reference, width)), ...layer],
  });
}

const dashes = {
  field: "dashed",
  type: "nominal",
  legend: null,
  scale: {
    domain: [false, true],
    range: [
      [1, 0],
      [5, 3],
    ],
  },
};

function pointsOf({ name, x, y, lower, upper, dashed = false }: Series, argument: string, xAxis: Axis, yAxis: Axis) {
  demandSome(`${argument}.x`, x, "point");
  demandCoordinates(`${argument}.x`, x, x.length, xAxis);
  for (const [key, list] of Object.entries({ y, lower, upper })) {
    if (list) demandCoordinates(`${argument}.${key}`, list, x.length, yAxis);
  }
  return Array.from(x, (at, i) => ({
    series: name,
    dashed,
    x: at,
    y: y[i]!,
    lower: lower?.[i] ?? null,
    upper: upper?.[i] ?? null,
  }));
}

const heightsOf = ({ y, lower, upper }: { y: number; lower: number | null; upper: number | null }) => [
  y,
  lower ?? y,
  upper ?? y,
];

function referencesAlong(field: "x" | "y", references: readonly ReferenceLine[]): number[] {
  return references.flatMap((reference) =>
    field in reference ? [reference[field as keyof ReferenceLine] as unknown as number] : [],
  );
}

function demandCoordinates(argument: string, list: ArrayLike<number>, length: number, { log }: Axis): void {
  demandLength(argument, list, length);
  demandFinite(argument, list);
  const wrong = log ? Array.from(list).findIndex((value) => value <= 0) : -1;
  demand(wrong < 0, () => ({
    argument: `${argument}[${wrong}]`,
    expected: "a positive number on a logarithmic axis",
    received: String(list[wrong]),
    remedy: "Leave it out, or use a linear axis",
  }));
}

function position(field: "x" | "y", { title, log = false, domain, ticks }: Axis, values: readonly number[]) {
  const ends = log && !domain ? logDomain(values) : domain;
  const kind = log ? { type: "log", nice: false } : { type: "linear", zero: false, nice: !domain && field === "y" };
  const axis = {
    grid: field === "y",
    tickCount: 6,
    ...(log && ends ? logAxis(ends) : {}),
    ...(ticks ? { values: ticks } : {}),
  };
  return { field, type: "quantitative", title, scale: { ...kind, ...(ends ? { domain: [...ends] } : {}) }, axis };
}

function bands(series: readonly Series[], axes: { x: object; y: object }, colour: object) {
  const banded = series.some(({ lower, upper }) => lower && upper);
  const encoding = { ...axes, y: { ...axes.y, field: "lower" }, y2: { field: "upper" }, ...colour };
  const transform = [{ filter: "isValid(datum.lower) && isValid(datum.upper)" }];
  return banded ? [{ transform, mark: { type: "area", opacity: 0.2, line: false }, encoding }] : [];
}

function referenceLayers(reference: ReferenceLine, width: number) {
  const horizontal = "y" in reference;
  const data = { values: [reference] };
  const place = horizontal ? { y: { field: "y", type: "quantitative" } } : { x: { field: "x", type: "quantitative" } };
  const words = horizontal ? { align: "right", baseline: "bottom", dy: -3 } : { align: "left", baseline: "top", dx: 4 };
  const anchor = horizontal ? { x: { value: width } } : { y: { value: 0 } };
  return [
    { data, mark: { type: "rule", strokeDash: [2, 3], color: colours.muted, strokeWidth: 1.2 }, encoding: place },
    {
      data,
      mark: { type: "text", fontSize: 10.5, color: colours.muted, ...words },
      encoding: { ...place, ...anchor, text: { field: "label" } },
    },
  ];
}
