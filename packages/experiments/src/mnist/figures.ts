import { type LabelledImages, loadMnist } from "@crosstilt/dataset-mnist";
import {
  confusionMatrix,
  type GridImage,
  imageGrid,
  labelProbabilities,
  lineChart,
  sideBySide,
} from "@crosstilt/figures";
import type { ExperimentFigure } from "../experiment.js";
import { mnistModelNames, mnistModelTitles } from "./models.js";
import type { MnistResult } from "./result.js";

/** Figures 11 and 12, the confusion matrices and the loss curves. */
export async function mnistFigures(result: MnistResult, dataFolder?: string): Promise<ExperimentFigure[]> {
  const { test } = await loadMnist({ folder: dataFolder });
  return [figure11(result, test.raw), figure12(result, test.raw), confusionFigure(result), lossFigure(result)];
}

function figure11({ models, examples }: MnistResult, images: LabelledImages): ExperimentFigure {
  return {
    name: "fig11",
    title: "Fig. 11: label probabilities",
    caption:
      "Probabilities that the three models give the labels of the first test image, and of the two on whose labels they are " +
      "least certain on average.",
    spec: labelProbabilities({
      images: examples.map(({ index, label }) => ({ ...picture(images, index), caption: `label ${label}` })),
      models: mnistModelNames.map((name) => ({ name: mnistModelTitles[name], probabilities: models[name].examples })),
    }),
  };
}

/** The label of fig 12, or the last one of a data set with fewer. */
const shownLabel = (classes: number) => Math.min(7, classes - 1);

function figure12({ models, classes }: MnistResult, images: LabelledImages): ExperimentFigure {
  const shown = shownLabel(classes);
  const rows = mnistModelNames.map((name) => {
    const { drawn, effectiveSampleSize, distinctOf16 } = models[name].labels[shown]!;
    const grid = drawn.map((index): GridImage => {
      const label = images.labels[index];
      return { ...picture(images, index), caption: String(label), wrong: label !== shown };
    });
    const detail = `effective sample size ${effectiveSampleSize.toFixed(0)}, ${distinctOf16} of 16 distinct`;
    return { title: mnistModelTitles[name], detail, images: grid };
  });
  return {
    name: "fig12",
    title: `Fig. 12: images drawn for label ${shown}`,
    caption:
      `Sixteen test images drawn for label ${shown} with the weights of each model; images of another label are framed. ` +
      "A model trained for labels given images is blind to any constant added per image, so few images take all the weight.",
    spec: imageGrid({ rows }),
  };
}

function confusionFigure({ models }: MnistResult): ExperimentFigure {
  const panels = mnistModelNames.map((name) =>
    confusionMatrix({ counts: models[name].confusion, title: mnistModelTitles[name], cell: 30 }),
  );
  return {
    name: "confusion",
    title: "Confusion",
    caption: "True label against the label of largest score, over the test images.",
    spec: sideBySide(panels),
  };
}

function lossFigure({ models }: MnistResult): ExperimentFigure {
  const series = mnistModelNames.map((name) => {
    const { losses } = models[name];
    return { name: mnistModelTitles[name], x: losses.map((_, i) => i + 1), y: losses };
  });
  return {
    name: "losses",
    title: "Training loss",
    caption: "Mean loss of every epoch, on densities; the optimum is minus the entropy of the labels.",
    spec: lineChart({ series, x: { title: "epoch" }, y: { title: "loss (nats)" }, points: true }),
  };
}

function picture({ images, rows, columns }: LabelledImages, index: number) {
  const size = rows * columns;
  return { width: columns, height: rows, pixels: images.subarray(index * size, (index + 1) * size) };
}
