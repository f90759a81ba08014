import type { TopLevelSpec } from "vega-lite";
import { demandFinite, demandLength, demandSome } from "./check.js";
import { legendFor, seriesScale } from "./series-colours.js";
import { type Size, vegaLiteFigure } from "./spec.js";
import { colours, palette } from "./theme.js";

export interface ConditionalCurvesOptions extends Size {
  /** Where the densities are evaluated, in ascending order. */
  readonly x: ArrayLike<number>;
  /** The true density, drawn as a filled shape behind the models, whose lines are dashed. */
  readonly truth: ArrayLike<number>;
  readonly models: readonly { readonly name: string; readonly density: ArrayLike<number> }[];
  readonly xTitle: string;
  /** Default "density". */
  readonly yTitle?: string;
  readonly title?: string;
}

/**
 * One-dimensional densities of models against the truth (figs. 2 to 4 and 6 of the paper).
 * Refuses no points, lists of different lengths, and numbers that are not finite.
 *
 * @example
 * conditionalCurves({ x, truth, models: [{ name: "model", density }], xTitle: "u given v = 1" });
 */
export function conditionalCurves(options: ConditionalCurvesOptions): TopLevelSpec {
  const { x, truth, models, xTitle, yTitle = "density", title, width = 260, height = 170 } = options;
  demandSome("x", x, "point");
  demandFinite("x", x);
  const curves = [{ name: "truth", density: truth }, ...models];
  const names = curves.map(({ name }) => name);
  const values = curves.flatMap(({ name, density }, i) => {
    const argument = i === 0 ? "truth" : `models[${i - 1}].density`;
    demandLength(argument, density, x.length);
    demandFinite(argument, density);
    return Array.from(density, (y, j) => ({ curve: name, x: x[j], y }));
  });
  const named = { field: "curve", type: "nominal", sort: null, legend: legendFor(names, "stroke") };
  const scale = seriesScale(names, [colours.truth, ...palette.slice(0, 6)]);
  // Models are dashed, so that the truth is seen where they coincide with it.
  const dashes = { domain: names, range: names.map((_, i) => (i === 0 ? [1, 0] : [6, 4])) };
  const parts = [
    { transform: [{ filter: "datum.curve === 'truth'" }], mark: { type: "area", opacity: 0.13, line: false } },
    { mark: { type: "line", strokeWidth: 2 } },
  ];
  return vegaLiteFigure({
    title: title ?? "",
    width,
    height,
    data: { values },
    layer: parts.map((part) => ({
      ...part,
      encoding: {
        x: {
          field: "x",
          type: "quantitative",
          title: xTitle,
          scale: { nice: false, zero: false },
          axis: { tickCount: 6 },
        },
        y: { field: "y", type: "quantitative", title: yTitle, axis: { tickCount: 4 } },
        color: { ...named, scale },
        ...(part.mark.type === "line" && { strokeDash: { ...named, scale: dashes } }),
      },
    })),
  });
}
