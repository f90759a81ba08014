import { type Axis, colours, lineChart, sideBySide } from "@crosstilt/figures";
import type { ConditionalDraws } from "./draws.js";

type Chart = ReturnType<typeof lineChart>;

/** Places on the interval of the process. */
export const positionAxis: Axis = { title: "x", domain: [0, 1] };

/** Numbers of coefficients, with room on both sides. */
export const coefficientAxis = (x: readonly number[]): Axis => ({
  title: "coefficient",
  domain: [0.5, x.length + 0.5],
  ticks: x,
});

/** Draws as thin lines behind their mean and band, one panel a law (fig 7). */
export const drawsFigure = (laws: readonly ConditionalDraws[]): Chart => sideBySide(laws.map(panel), { columns: 2 });

function panel({ title, axis, x, mean, lower, upper, draws }: ConditionalDraws): Chart {
  const [across, up] = [axis === "x" ? positionAxis : coefficientAxis(x), { title: title.charAt(0) }];
  const series = [{ name: "mean and 95 % band", x, y: mean, lower, upper }];
  const chart = lineChart({ title, series, x: across, y: up, points: x.length <= 12 });
  const behind = {
    data: { values: draws.flatMap((draw, i) => draw.map((y, j) => ({ draw: i, x: x[j], y }))) },
    mark: { type: "line", strokeWidth: 0.5, opacity: 0.16, color: colours.muted },
    encoding: {
      x: { field: "x", type: "quantitative", title: across.title },
      y: { field: "y", type: "quantitative", title: up.title },
      detail: { field: "draw" },
    },
  };
  const { layer } = chart as unknown as { readonly layer: readonly object[] };
  return { ...chart, layer: [behind, ...layer] } as unknown as Chart;
}
