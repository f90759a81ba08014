import { demand } from "@crosstilt/formats";
import type { Spec } from "vega";
import { demandMatrix, demandSome } from "./check.js";
import { vegaFigure } from "./spec.js";
import { colours } from "./theme.js";

/** Values of a density on a regular grid: `grid[i][j]` at the i-th y and the j-th x, the ends of the ranges included. */
export type DensityGrid = readonly ArrayLike<number>[];

export interface DensityPanel {
  readonly title: string;
  /** Drawn as filled contours. */
  readonly density: DensityGrid;
  /** Another density to compare with, such as the truth, drawn as lines. */
  readonly reference?: DensityGrid;
}

export interface DensityContoursOptions {
  readonly panels: readonly DensityPanel[];
  readonly x: { readonly title: string; readonly range: readonly [number, number] };
  readonly y: { readonly title: string; readonly range: readonly [number, number] };
  /** What the references are (default "truth"), for the legend. */
  readonly referenceName?: string;
  /** How many contours (default 8); all panels share their heights. */
  readonly levels?: number;
  /** Side of a panel in pixels (default 200). */
  readonly size?: number;
  /** Panels in a row (default all). */
  readonly columns?: number;
}

/**
 * Two-dimensional densities of several models side by side (figs. 1, 5 and 6 of the paper), at common contour heights.
 * Refuses no panels, and grids that are empty, ragged, negative everywhere or not finite.
 *
 * @example
 * densityContours({ panels: [{ title: "truth", density }], x: { title: "u", range: [-4, 4] }, y: { title: "v", range: [-4, 4] } });
 */
export function densityContours(options: DensityContoursOptions): Spec {
  const { panels, levels = 8, columns = panels.length, referenceName = "truth" } = options;
  demandSome("panels", panels, "panel");
  const highest = Math.max(...panels.map((panel, i) => peakOf(panel, `panels[${i}]`)));
  const thresholds = Array.from({ length: levels }, (_, k) => (highest * (k + 0.5)) / levels);
  const ramp = {
    name: "fill",
    type: "linear",
    domain: [0, highest],
    range: ["#DCE9F5", "#08487A"],
    interpolate: "lab",
  };
  return vegaFigure({
    scales: [ramp, { name: "lines", type: "ordinal", domain: [referenceName], range: [colours.wrong] }],
    legends: panels.some(({ reference }) => reference) ? [legend] : [],
    layout: { columns, padding: { column: 18, row: 26 }, bounds: "full", align: "each" },
    marks: panels.map((panel, i) => panelGroup(panel, options, thresholds, i % columns === 0)),
  });
}

const legend = {
  stroke: "lines",
  symbolType: "stroke",
  symbolDash: [4, 2],
  symbolSize: 300,
  orient: "bottom",
  offset: 0,
};

function peakOf({ density, reference }: DensityPanel, argument: string): number {
  demandMatrix(`${argument}.density`, density);
  if (reference) demandMatrix(`${argument}.reference`, reference);
  const peak = Math.max(...density.map((row) => Math.max(...Array.from(row))));
  demand(density.length > 1 && density[0]!.length > 1 && peak > 0, () => ({
    argument: `${argument}.density`,
    expected: "at least 2 x 2 values, some of them positive",
    received: `${density.length} x ${density[0]!.length} values with maximum ${peak}`,
  }));
  return peak;
}

function panelGroup(panel: DensityPanel, options: DensityContoursOptions, thresholds: number[], first: boolean) {
  const { x, y, size = 200 } = options;
  const { title, density, reference } = panel;
  const layers = [
    { name: "density", grid: density, heights: thresholds, paint: { fill: { scale: "fill", field: "contour.value" } } },
    {
      name: "reference",
      grid: reference,
      heights: thresholds.filter((_, k) => k % 2 === 0),
      paint: { stroke: { value: colours.wrong }, strokeWidth: { value: 1.2 }, strokeDash: { value: [4, 2] } },
    },
  ].filter((layer): layer is typeof layer & { grid: DensityGrid } => layer.grid !== undefined);
  return {
    type: "group",
    title: { text: title, anchor: "middle", frame: "group" },
    encode: { update: { width: { value: size }, height: { value: size } } },
    data: layers.map(({ name, grid, heights }) => contourData(name, grid, heights, size)),
    scales: [
      { name: "x", type: "linear", range: [0, size], domain: [...x.range] },
      { name: "y", type: "linear", range: [size, 0], domain: [...y.range] },
    ],
    axes: [
      { orient: "bottom", scale: "x", title: x.title, tickCount: 5 },
      { orient: "left", scale: "y", title: first ? y.title : "", tickCount: 5 },
    ],
    marks: layers.map(({ name, paint }) => ({
      type: "path",
      clip: true,
      from: { data: name },
      encode: { update: paint },
      transform: [{ type: "geopath", field: "datum.contour" }],
    })),
  };
}

/** Contours in pixels of the panel: the middle of grid cell i lies at i + 1/2, and rows run downwards. */
function contourData(name: string, grid: DensityGrid, thresholds: readonly number[], size: number) {
  const [height, width] = [grid.length, grid[0]!.length];
  const values = grid.toReversed().flatMap((row) => Array.from(row));
  const scale = [size / (width - 1), size / (height - 1)];
  const translate = scale.map((factor) => -factor / 2);
  return {
    name,
    values: [{ grid: { width, height, values } }],
    transform: [{ type: "isocontour", field: "grid", thresholds, scale, translate }],
  };
}
