import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { writeFileAtomic } from "@crosstilt/formats/node";
import { Resvg } from "@resvg/resvg-js";
import type { FigureSpec } from "./spec.js";
import { toSvg } from "./to-svg.js";

export { htmlReport } from "./html-report.js";

/** Twice the size on the page, for dense screens and print. */
const ZOOM = 2;
const faces = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf"];

/**
 * The figure, or SVG text, as a PNG of twice its size. Its font comes with the package, so that equal figures give equal
 * bytes on every machine.
 *
 * @example
 * await writeFile("loss.png", await toPng(lineChart(curves)));
 */
export async function toPng(figure: FigureSpec | string): Promise<Uint8Array> {
  const svg = typeof figure === "string" ? figure : await toSvg(figure);
  const font = { fontFiles: fontFiles(), loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" };
  return new Resvg(svg, { font, fitTo: { mode: "zoom", value: ZOOM } }).render().asPng();
}

/**
 * Writes `name.svg`, `name.png` and the figure's data as `name.json` into a folder, each whole or not at all.
 *
 * @example
 * await writeFigure("results", "fig12", imageGrid({ rows }), { effectiveSampleSize });
 */
export async function writeFigure(folder: string, name: string, spec: FigureSpec, data: unknown): Promise<void> {
  const svg = await toSvg(spec);
  await writeFileAtomic(join(folder, `${name}.svg`), svg);
  await writeFileAtomic(join(folder, `${name}.png`), await toPng(svg));
  await writeFileAtomic(join(folder, `${name}.json`), `${JSON.stringify(data, null, 2)}\n`);
}

function fontFiles(): string[] {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("dejavu-fonts-ttf/package.json"));
  return faces.map((face) => join(folder, "ttf", face));
}
