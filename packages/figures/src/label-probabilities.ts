import type { TopLevelSpec } from "vega-lite";
import { demandFinite, demandLength, demandSome } from "./check.js";
import { type GrayImage, inkUrl } from "./digit-image.js";
import { legendFor, seriesScale } from "./series-colours.js";
import { type Size, vegaLiteFigure } from "./spec.js";

export interface LabelProbabilitiesOptions extends Size {
  /** The test images, one row each, with the words to show below. */
  readonly images: readonly (GrayImage & { readonly caption: string })[];
  /** `probabilities[i][k]` is the probability of label k for image i under the model of this name. */
  readonly models: readonly { readonly name: string; readonly probabilities: readonly ArrayLike<number>[] }[];
  /** Names of the labels (default 0, 1, 2, …). */
  readonly labels?: readonly string[];
  readonly title?: string;
}

/**
 * Test images beside the label probabilities that several models give them (fig. 11 of the paper).
 * Refuses no images or models, and probabilities that are missing or not finite.
 *
 * @example
 * labelProbabilities({ images: [{ width: 28, height: 28, pixels, caption: "label 7" }], models: [{ name: "two-sided", probabilities }] });
 */
export function labelProbabilities(options: LabelProbabilitiesOptions): TopLevelSpec {
  const { images, models, title, width = 460, height = 96 } = options;
  demandSome("images", images, "image");
  demandSome("models", models, "model");
  const values = images.map((_, i) => rowsOf(options, i));
  const panels = images.flatMap((image, i) => [
    picture(image, i, height),
    bars(
      values[i]!,
      models.map(({ name }) => name),
      { width, height },
      i === images.length - 1,
    ),
  ]);
  return vegaLiteFigure({ title: title ?? "", columns: 2, spacing: { column: 14, row: 14 }, concat: panels });
}

function rowsOf({ models, labels }: LabelProbabilitiesOptions, image: number) {
  return models.flatMap(({ name, probabilities }, m) => {
    const argument = `models[${m}].probabilities`;
    demandLength(argument, probabilities, models[0]!.probabilities.length);
    demandLength(
      `${argument}[${image}]`,
      probabilities[image] ?? [],
      labels?.length ?? models[0]!.probabilities[0]!.length,
    );
    demandFinite(`${argument}[${image}]`, probabilities[image]!);
    return Array.from(probabilities[image]!, (probability, k) => ({
      model: name,
      label: labels?.[k] ?? String(k),
      probability,
    }));
  });
}

function picture(image: GrayImage & { caption: string }, i: number, side: number) {
  return {
    data: { values: [{ url: inkUrl(`images[${i}]`, image), caption: image.caption }] },
    width: side,
    height: side,
    layer: [
      {
        mark: { type: "image", width: side - 18, height: side - 18, aspect: false },
        encoding: {
          url: { field: "url" },
          y: { value: side / 2 - 9 },
          x: { value: side / 2 },
          description: { field: "caption" },
        },
      },
      {
        mark: { type: "text", baseline: "top" },
        encoding: { text: { field: "caption" }, y: { value: side - 10 }, x: { value: side / 2 } },
      },
    ],
  };
}

function bars(values: readonly object[], names: readonly string[], size: Size, last: boolean) {
  const axis = { grid: true, tickCount: 3, domain: false, ticks: false, format: ".1f", values: [0, 0.5, 1] };
  const bottom = { labelAngle: 0, ticks: false, labels: last, title: last ? "label" : null };
  return {
    data: { values },
    ...size,
    mark: { type: "bar" },
    encoding: {
      x: {
        field: "label",
        type: "nominal",
        sort: null,
        axis: bottom,
        scale: { paddingInner: 0.25, paddingOuter: 0.2 },
      },
      xOffset: { field: "model", type: "nominal", sort: null },
      y: { field: "probability", type: "quantitative", title: "probability", scale: { domain: [0, 1] }, axis },
      color: {
        field: "model",
        type: "nominal",
        sort: null,
        scale: seriesScale(names),
        legend: legendFor(names, "square"),
      },
    },
  };
}
