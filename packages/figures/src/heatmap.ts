import * as vega from "vega";
import type { TopLevelSpec } from "vega-lite";
import { demandMatrix } from "./check.js";
import { pngDataUrl } from "./png.js";
import { type Size, vegaLiteFigure } from "./spec.js";

export interface HeatmapAxis {
  readonly title: string;
  /** The coordinates of the outer edges (default 0 and the number of cells). */
  readonly range?: readonly [number, number];
}

export interface HeatmapOptions extends Size {
  /** `values[i][j]` at the i-th place from below and the j-th from the left. */
  readonly values: readonly ArrayLike<number>[];
  readonly x: HeatmapAxis;
  readonly y: HeatmapAxis;
  /** What the colours mean. */
  readonly colour: {
    readonly title: string;
    /** Values of the first and last colour (default the range of the values; symmetric when diverging). */
    readonly domain?: readonly [number, number];
    /** Two hues that meet at zero (default one from dark to light). */
    readonly diverging?: boolean;
  };
  readonly title?: string;
}

const DRAWN_PIXELS = 640;

/**
 * A matrix or field as colours. The cells are one embedded picture, so that a field of a million cells stays small.
 * Refuses empty and ragged matrices and numbers that are not finite.
 *
 * @example
 * heatmap({ values: [[0, 1], [2, 3]], x: { title: "x" }, y: { title: "y" }, colour: { title: "potential" } });
 */
export function heatmap({ values, x, y, colour, title, width = 260, height = 260 }: HeatmapOptions): TopLevelSpec {
  demandMatrix("values", values);
  const diverging = colour.diverging ?? false;
  const domain = colour.domain ?? valueRange(values, diverging);
  const scheme = diverging ? "blueorange" : "viridis";
  const url = picture(values, domain, scheme);
  const xRange = x.range ?? [0, values[0]!.length];
  const yRange = y.range ?? [0, values.length];
  const axis = (words: string, range: readonly number[]) => ({
    type: "quantitative",
    title: words,
    scale: { domain: [...range], nice: false },
    axis: { tickCount: 5 },
  });
  return vegaLiteFigure({
    title: title ?? "",
    width,
    height,
    layer: [
      {
        data: { values: [{ url, description: `${colour.title} over ${x.title} and ${y.title}` }] },
        mark: { type: "image", width, height, aspect: false },
        encoding: {
          url: { field: "url" },
          x: { value: width / 2 },
          y: { value: height / 2 },
          description: { field: "description" },
        },
      },
      {
        // Two invisible corners give the axes and the legend their scales.
        data: { values: [0, 1].map((end) => ({ x: xRange[end], y: yRange[end], value: domain[end] })) },
        mark: { type: "point", opacity: 0, aria: false },
        encoding: {
          x: { field: "x", ...axis(x.title, xRange) },
          y: { field: "y", ...axis(y.title, yRange) },
          color: {
            field: "value",
            type: "quantitative",
            scale: { domain: [...domain], scheme },
            legend: { title: colour.title, gradientOpacity: 1, gradientLength: Math.min(height, 160) },
          },
        },
      },
    ],
  });
}

function valueRange(values: readonly ArrayLike<number>[], symmetric: boolean): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of values) {
    for (let j = 0; j < row.length; j++) {
      low = Math.min(low, row[j]!);
      high = Math.max(high, row[j]!);
    }
  }
  const bound = Math.max(Math.abs(low), Math.abs(high)) || 1;
  if (symmetric) return [-bound, bound];
  return low < high ? [low, high] : [low, low + 1];
}

function picture(values: readonly ArrayLike<number>[], [low, high]: readonly [number, number], scheme: string): string {
  const [height, width] = [values.length, values[0]!.length];
  const level = (value: number) => Math.max(0, Math.min(255, Math.round((255 * (value - low)) / (high - low))));
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) pixels[(height - 1 - i) * width + j] = level(values[i]![j]!);
  }
  const scale = Math.max(1, Math.ceil(DRAWN_PIXELS / Math.max(width, height)));
  return pngDataUrl({ width, height, pixels, palette: paletteOf(scheme) }, scale);
}

/** The colours of a Vega scheme as 256 triples. */
function paletteOf(scheme: string): Uint8Array {
  const colourAt = vega.scheme(scheme) as unknown as (share: number) => string;
  const triples = Array.from({ length: 256 }, (_, i) => (colourAt(i / 255).match(/\d+/g) ?? []).map(Number));
  return Uint8Array.from(triples.flat());
}
