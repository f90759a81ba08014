import { demand } from "@crosstilt/formats";
import type { TopLevelSpec } from "vega-lite";
import { demandFinite, demandLength, demandSome } from "./check.js";
import { directLabels, type LineEnd } from "./direct-labels.js";
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
  /** Name the lines at their right ends in place of a legend, where lines may coincide or are many (default false). */
  readonly labels?: boolean;
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
  const { series, x, references = [], points = false, labels = false, title, width = 340, height = 220 } = options;
  demandSome("series", series);
  const names = series.map(({ name }) => name);
  const values = series.flatMap((one, i) => pointsOf(one, `series[${i}]`, x, options.y));
  const heights = [...values.flatMap(heightsOf), ...referencesAlong("y", references)];
  const y = labels ? withDomain(options.y, heights) : options.y;
  const legend = labels ? null : legendFor(names, "stroke");
  const look = lookOf(series, legend);
  const axes = {
    x: position("x", x, [...values.map((point) => point.x), ...referencesAlong("x", references)]),
    y: position("y", y, heights),
  };
  const lines = { mark: { type: "line", strokeWidth: 2, strokeJoin: "round" }, encoding: { ...axes, ...look } };
  const colour = { color: look.color };
  const parts = [...bands(series, axes, colour), lines, ...(points ? marksOf(series, axes, colour) : [])];
  const layer = parts.map((part) => ({ data: { values }, ...part }));
  const { range } = look.color.scale;
  return vegaLiteFigure({
    title: title ?? "",
    width,
    height,
    layer: [
      ...references.flatMap((reference) => referenceLayers(reference, width)),
      ...layer,
      ...(labels ? directLabels(endsOf(series, range, y, height), { width, height }) : []),
    ],
  });
}

/** Marks of the series in turn; hollow and ever smaller, so that those that coincide stand in each other. */
const shapes = ["circle", "square", "diamond", "triangle-up", "cross", "triangle-down", "circle", "square"];
const [LARGEST, SMALLEST] = [110, 24];

function marksOf(series: readonly Series[], axes: object, colour: object): object[] {
  const step = (LARGEST - SMALLEST) / Math.max(1, series.length - 1);
  return series.map(({ name }, i) => ({
    transform: [{ filter: { field: "series", equal: name } }],
    mark: { type: "point", filled: false, strokeWidth: 1.6, shape: shapes[i], size: LARGEST - i * step },
    encoding: { ...axes, ...colour },
  }));
}

/** How lines are told apart: by colour and dash, both of which the legend shows. */
function lookOf(series: readonly Series[], legend: object | null) {
  const names = series.map(({ name }) => name);
  const bySeries = { field: "series", type: "nominal", sort: null, legend };
  const dashes = series.map(({ dashed }) => (dashed ? [5, 3] : [1, 0]));
  return {
    color: { ...bySeries, scale: seriesScale(names) },
    strokeDash: { ...bySeries, scale: { domain: names, range: dashes } },
  };
}

/** An axis with its ends said, so that places on it are known. */
function withDomain(axis: Axis, values: readonly number[]): Axis & Required<Pick<Axis, "domain">> {
  if (axis.domain) return { ...axis, domain: axis.domain };
  if (axis.log) return { ...axis, domain: logDomain(values) };
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = 0.06 * (high - low || 1);
  return { ...axis, domain: [low - margin, high + margin] };
}

/** Where each line ends, in pixels from the top. */
function endsOf(series: readonly Series[], range: readonly string[], { domain, log }: Axis, height: number): LineEnd[] {
  const along = (value: number) => (log ? Math.log(value) : value);
  const [low, high] = (domain as readonly [number, number]).map(along) as [number, number];
  return series.map(({ name, y }, i) => ({
    name,
    colour: range[i]!,
    y: height * (1 - (along(y[y.length - 1]!) - low) / (high - low)),
  }));
}

function pointsOf({ name, x, y, lower, upper }: Series, argument: string, xAxis: Axis, yAxis: Axis) {
  demandSome(`${argument}.x`, x, "point");
  demandCoordinates(`${argument}.x`, x, x.length, xAxis);
  for (const [key, list] of Object.entries({ y, lower, upper })) {
    if (list) demandCoordinates(`${argument}.${key}`, list, x.length, yAxis);
  }
  return Array.from(x, (at, i) => ({
    series: name,
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
