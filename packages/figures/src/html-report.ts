import { demandSome } from "./check.js";
import { reportStyle } from "./report-style.js";
import { renumberIds } from "./svg-ids.js";

export interface ReportFigure {
  /** From `toSvg`. */
  readonly svg: string;
  readonly caption?: string;
}

export interface ReportTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly caption?: string;
}

export interface ReportSection {
  readonly heading: string;
  readonly paragraphs?: readonly string[];
  readonly tables?: readonly ReportTable[];
  readonly figures?: readonly ReportFigure[];
}

export interface HtmlReportOptions {
  readonly title: string;
  /** A line below the title. */
  readonly subtitle?: string;
  readonly sections: readonly ReportSection[];
}

/**
 * A page of text, tables and figures that needs no other file, for light and dark screens and for paper. All text is
 * escaped; numbers in tables are aligned.
 *
 * @example
 * const html = htmlReport({ title: "Run 1", sections: [{ heading: "Loss", figures: [{ svg: await toSvg(spec) }] }] });
 */
export function htmlReport({ title, subtitle, sections }: HtmlReportOptions): string {
  demandSome("sections", sections, "section");
  let number = 0;
  const figure = ({ svg, caption }: ReportFigure) => figureHtml(svg, caption, ++number);
  const body = sections.map(({ heading, paragraphs = [], tables = [], figures = [] }) =>
    [
      `<section><h2>${escapeHtml(heading)}</h2>`,
      ...paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`),
      ...tables.map(tableHtml),
      ...figures.map(figure),
      "</section>",
    ].join("\n"),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${subtitle ? `<p class="subtitle">${escapeHtml(subtitle)}</p>` : ""}
${body.join("\n")}
</main>
</body>
</html>
`;
}

function figureHtml(svg: string, caption: string | undefined, number: number): string {
  const words = caption ? `<figcaption>${escapeHtml(caption)}</figcaption>` : "";
  return `<figure>${renumberIds(svg, `figure${number}-`)}${words}</figure>`;
}

function tableHtml({ columns, rows, caption }: ReportTable): string {
  const heads = columns.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("");
  const lines = rows.map((row) => `<tr>${row.map(cellHtml).join("")}</tr>`).join("\n");
  const words = caption ? `<caption>${escapeHtml(caption)}</caption>` : "";
  return `<div class="table"><table>${words}<thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

function cellHtml(cell: string | number): string {
  return typeof cell === "number" ? `<td class="number">${cell}</td>` : `<td>${escapeHtml(cell)}</td>`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
