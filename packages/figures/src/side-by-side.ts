import type { TopLevelSpec } from "vega-lite";
import { demandSome } from "./check.js";
import { vegaLiteFigure } from "./spec.js";

export interface PanelOptions {
  /** Panels in a row (default all). */
  readonly columns?: number;
  readonly aligned?: boolean;
  /** Pixels between panels (default 28), or between rows and between columns. */
  readonly spacing?: number | { readonly row: number; readonly column: number };
}

/**
 * Vega-Lite figures as panels of one, in rows of `columns` (default all in one row). Panels keep their own axes, colours
 * and legends. With `aligned` the plotting areas stand in line, whatever is written around them, `spacing` pixels apart.
 *
 * @example
 * sideBySide([lineChart(uGivenV), lineChart(vGivenU)]);
 */
export function sideBySide(
  figures: readonly TopLevelSpec[],
  { columns = figures.length, aligned = false, spacing = 28 }: PanelOptions = {},
): TopLevelSpec {
  demandSome("figures", figures, "figure");
  const panels = figures.map(({ $schema, background, padding, config, ...panel }) => panel);
  const resolve = {
    scale: { color: "independent", strokeDash: "independent", shape: "independent", size: "independent" },
  };
  return vegaLiteFigure({ columns, spacing, concat: panels, resolve, ...(aligned && { bounds: "flush" }) });
}
