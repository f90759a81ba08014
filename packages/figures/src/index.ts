export { type Bar, type BarChartOptions, barChart } from "./bar-chart.js";
export { type ConditionalCurvesOptions, conditionalCurves } from "./conditional-curves.js";
export { type ConfusionMatrixOptions, confusionMatrix } from "./confusion-matrix.js";
export {
  type DensityContoursOptions,
  type DensityGrid,
  type DensityPanel,
  densityContours,
} from "./density-contours.js";
export type { GrayImage } from "./digit-image.js";
export { type HeatmapAxis, type HeatmapOptions, heatmap } from "./heatmap.js";
export {
  type HtmlReportOptions,
  htmlReport,
  type ReportFigure,
  type ReportSection,
  type ReportTable,
} from "./html-report.js";
export { type GridImage, type ImageGridOptions, type ImageRow, imageGrid } from "./image-grid.js";
export { type LabelProbabilitiesOptions, labelProbabilities } from "./label-probabilities.js";
export { type Axis, type LineChartOptions, lineChart, type ReferenceLine, type Series } from "./line-chart.js";
export { sideBySide } from "./side-by-side.js";
export type { FigureSpec, Size } from "./spec.js";
export { colours, font, palette, theme } from "./theme.js";
export { toSvg } from "./to-svg.js";
