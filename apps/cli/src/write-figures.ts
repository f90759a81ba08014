import { join } from "node:path";
import type { ExperimentFigure, ExperimentOutput } from "@crosstilt/experiments";
import { type FigureSpec, htmlReport, toSvg } from "@crosstilt/figures";
import { toPng } from "@crosstilt/figures/node";
import { writeFileAtomic } from "@crosstilt/formats/node";

/** Writes every figure as SVG and PNG, and a self-contained report; returns the file names. */
export async function writeFigures(folder: string, title: string, output: ExperimentOutput): Promise<string[]> {
  const drawn = await Promise.all(output.figures.map(draw));
  for (const { name, svg } of drawn) {
    await writeFileAtomic(join(folder, `${name}.svg`), svg);
    await writeFileAtomic(join(folder, `${name}.png`), await toPng(svg));
  }
  const sections = drawn.map(({ title: heading, caption, svg }) => ({ heading, figures: [{ svg, caption }] }));
  const results = { heading: "Results", paragraphs: output.lines };
  await writeFileAtomic(join(folder, "report.html"), htmlReport({ title, sections: [results, ...sections] }));
  return ["report.html", ...drawn.map(({ name }) => `${name}.svg and .png`)];
}

async function draw(figure: ExperimentFigure): Promise<ExperimentFigure & { svg: string }> {
  return { ...figure, svg: await toSvg(figure.spec as FigureSpec) };
}
