import { demand } from "@crosstilt/formats";
import type { TopLevelSpec } from "vega-lite";
import { demandLength, demandMatrix } from "./check.js";
import { vegaLiteFigure } from "./spec.js";

export interface ConfusionMatrixOptions {
  /** `counts[i][j]`: how many samples of label i were given label j. */
  readonly counts: readonly ArrayLike<number>[];
  /** Names of the labels (default 0, 1, 2, …). */
  readonly labels?: readonly string[];
  readonly title?: string;
  /** Side of a cell in pixels (default 34). */
  readonly cell?: number;
}

/**
 * True against predicted labels: counts in the cells, coloured by the share of their row.
 * Refuses matrices that are not square, negative counts and labels of another number.
 *
 * @example
 * confusionMatrix({ counts: [[9, 1], [0, 10]], labels: ["cat", "dog"] });
 */
export function confusionMatrix({ counts, labels, title, cell = 34 }: ConfusionMatrixOptions): TopLevelSpec {
  demandMatrix("counts", counts);
  demandLength("counts[0]", counts[0]!, counts.length);
  const names = labels ?? counts.map((_, i) => String(i));
  demandLength("labels", names, counts.length);
  const axis = (field: string, words: string, orient: string) => ({
    field,
    type: "nominal",
    sort: null,
    title: words,
    axis: { orient, labelAngle: 0, ticks: false, domain: false },
  });
  return vegaLiteFigure({
    title: title ?? "",
    data: { values: cellsOf(counts, names) },
    width: cell * counts.length,
    height: cell * counts.length,
    encoding: { x: axis("predicted", "predicted label", "bottom"), y: axis("truth", "true label", "left") },
    layer: [
      {
        mark: { type: "rect", stroke: "white", strokeWidth: 1.5 },
        encoding: {
          color: {
            field: "share",
            type: "quantitative",
            scale: { domain: [0, 1], range: ["#F3F6FA", "#0072B2"], interpolate: "lab" },
            legend: { title: "share of row", format: ".0%", gradientLength: 120, tickCount: 3 },
          },
        },
      },
      {
        transform: [{ filter: "datum.count > 0" }],
        mark: { type: "text", fontSize: 10 },
        encoding: {
          text: { field: "count", type: "quantitative", format: "d" },
          color: { condition: { test: "datum.share > 0.5", value: "white" }, value: "#222222" },
        },
      },
    ],
  });
}

function cellsOf(counts: readonly ArrayLike<number>[], names: readonly string[]) {
  return counts.flatMap((row, i) => {
    const total = Array.from(row).reduce((sum, count) => sum + count, 0);
    return Array.from(row, (count, j) => {
      demand(count >= 0, () => ({ argument: `counts[${i}][${j}]`, expected: "a count >= 0", received: String(count) }));
      return { truth: names[i], predicted: names[j], count, share: total > 0 ? count / total : 0 };
    });
  });
}
