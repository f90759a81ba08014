import type { Config } from "vega-lite";

/** Colours that stay apart for all common kinds of colour vision (Okabe and Ito), in the order series take them. */
export const palette = [
  "#0072B2",
  "#D55E00",
  "#009E73",
  "#CC79A7",
  "#E69F00",
  "#56B4E9",
  "#222222",
  "#8C8C8C",
] as const;

/** Colours with a meaning. */
export const colours = {
  truth: "#222222",
  wrong: "#D55E00",
  text: "#222222",
  muted: "#6B6B6B",
  grid: "#E6E6E6",
} as const;

/** The fonts of figures: DejaVu Sans, of which PNGs are made, then fonts of the same widths. */
export const font = "DejaVu Sans, Verdana, Geneva, sans-serif";

/** The look of every figure; each spec carries it, so that it looks the same wherever it is drawn. */
export const theme: Config = {
  font,
  view: { stroke: null, continuousWidth: 340, continuousHeight: 220 },
  range: { category: [...palette] },
  axis: {
    domainColor: colours.text,
    domainWidth: 0.8,
    grid: false,
    gridColor: colours.grid,
    gridWidth: 0.8,
    labelColor: colours.text,
    labelFont: font,
    labelFontSize: 11,
    labelPadding: 4,
    labelFlush: false,
    labelLimit: 320,
    labelOverlap: true,
    tickColor: colours.text,
    tickSize: 4,
    tickWidth: 0.8,
    titleColor: colours.text,
    titleFont: font,
    titleFontSize: 12,
    titleFontWeight: "normal",
    titlePadding: 8,
  },
  legend: {
    labelColor: colours.text,
    labelFont: font,
    labelFontSize: 11,
    labelLimit: 400,
    symbolSize: 90,
    symbolStrokeWidth: 2.2,
    titleFont: font,
    titleFontSize: 11,
    titleFontWeight: "normal",
  },
  title: { anchor: "start", color: colours.text, font, fontSize: 12.5, fontWeight: "bold", offset: 10 },
  text: { font, fontSize: 11, color: colours.text },
};
