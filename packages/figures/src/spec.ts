import type { Spec } from "vega";
import type { TopLevelSpec } from "vega-lite";
import { theme } from "./theme.js";

/** A figure as data: Vega-Lite, or Vega where Vega-Lite has no word for it. */
export type FigureSpec = TopLevelSpec | Spec;

/** Width and height of the plotting area in pixels. */
export interface Size {
  readonly width?: number;
  readonly height?: number;
}

const SCHEMA = "https://vega.github.io/schema";

/** A complete Vega-Lite figure in the common look. */
export function vegaLiteFigure(body: object): TopLevelSpec {
  return { $schema: `${SCHEMA}/vega-lite/v6.json`, ...frame, ...body } as TopLevelSpec;
}

/** A complete Vega figure in the common look. */
export function vegaFigure(body: object): Spec {
  return { $schema: `${SCHEMA}/vega/v6.json`, ...frame, ...body } as Spec;
}

export function isVegaLite(spec: FigureSpec): spec is TopLevelSpec {
  return spec.$schema?.includes("vega-lite") ?? true;
}

const frame = { background: "white", padding: 10, config: theme };
