import type { TopLevelSpec } from "vega-lite";
import { demandSome } from "./check.js";
import { vegaLiteFigure } from "./spec.js";

/**
 * Vega-Lite figures as panels of one, in rows of `columns` (default all in one row). Panels keep their own axes, colours
 * and legends.
 *
 * @example
 * sideBySide([lineChart(uGivenV), lineChart(vGivenU)]);
 */
export function sideBySide(figures: readonly TopLevelSpec[], { columns = figures.length } = {}): TopLevelSpec {
  demandSome("figures", figures, "figure");
  const panels = figures.map(({ $schema, background, padding, config, ...panel }) => panel);
  const resolve = { scale: { color: "independent", strokeDash: "independent" } };
  return vegaLiteFigure({ columns, spacing: 28, concat: panels, resolve });
}
