import { refusal } from "@crosstilt/formats";
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { type FigureSpec, isVegaLite } from "./spec.js";
import { renumberIds } from "./svg-ids.js";
import { textWidth } from "./text-width.js";

/** A part of vega that its type declarations leave out. */
const { textMetrics } = vega as unknown as { textMetrics: { width: typeof textWidth } };

/**
 * The figure as SVG text; equal specs give equal bytes, in Node and in browsers. Text is measured by a table in place of a
 * canvas. Refuses specs that Vega-Lite warns about.
 *
 * @example
 * const svg = await toSvg(barChart({ bars: [{ name: "a", value: 1 }], y: { title: "accuracy" } }));
 */
export async function toSvg(spec: FigureSpec): Promise<string> {
  textMetrics.width = textWidth;
  const runtime = vega.parse(isVegaLite(spec) ? compileStrictly(spec) : spec);
  const view = new vega.View(runtime, { renderer: "none", logger: strictLogger });
  try {
    return renumberIds(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** The Vega spec of a Vega-Lite one; what Vega-Lite would only warn about is refused. */
function compileStrictly(spec: TopLevelSpec): vega.Spec {
  return compile(spec, { logger: strictLogger }).spec;
}

const complain = (...words: unknown[]): never => {
  throw refusal({ argument: "spec", expected: "a figure without warnings", received: words.join(" ") });
};
const ignore = () => strictLogger;
const strictLogger = {
  level: () => strictLogger,
  error: complain,
  warn: complain,
  info: ignore,
  debug: ignore,
} as unknown as vega.LoggerInterface;
