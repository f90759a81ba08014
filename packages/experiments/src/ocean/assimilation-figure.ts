import type { Ocean } from "@crosstilt/dataset-ocean";
import { heatmap, lineChart, sideBySide } from "@crosstilt/figures";
import type { ExperimentFigure } from "../experiment.js";
import type { FieldCalibration } from "./field-calibration.js";
import { fieldPanel, potentialBound, withPath } from "./field-panel.js";
import type { OceanResult } from "./result.js";

const SIDE = 230;

/** Beyond the paper: a path assimilated by the transformer's conditional, beside the exact posterior; and how calibrated. */
export const assimilationFigures = (ocean: Ocean, result: OceanResult): ExperimentFigure[] => [
  fieldsFigure(ocean, result),
  calibrationFigure(result),
];

function fieldsFigure(ocean: Ocean, { assimilation }: OceanResult): ExperimentFigure {
  const { truth, exact, conditional } = assimilation;
  const bound = potentialBound(ocean, truth.coefficients);
  const field = (title: string, coefficients: readonly number[]) =>
    fieldPanel(ocean, { title, coefficients, path: truth.path, bound });
  const speed = (title: string, values: readonly (readonly number[])[]) =>
    withPath(
      heatmap({
        values,
        title,
        width: SIDE,
        height: SIDE,
        x: { title: "x", range: [0, 1] },
        y: { title: "y", range: [0, 1] },
        colour: { title: "speed" },
      }),
      truth.path,
    );
  const panels = [
    field("truth", truth.coefficients),
    field("exact posterior, mean", exact.coefficients),
    field("conditional, mean", conditional.coefficients),
    speed("conditional, error of the mean", conditional.error),
    speed("exact posterior, spread", exact.spread),
    speed("conditional, spread", conditional.spread),
  ];
  return {
    name: "assimilation",
    title: "Assimilation of a path",
    caption:
      "Above: a potential, its mean given the path by the exact posterior, and by the transformer's conditional weights over " +
      "the test gallery without the true potential. Below: by how much the velocity of the latter is wrong, and the standard " +
      "deviations of both laws, each in its own colours.",
    spec: sideBySide(panels, { columns: 3 }),
  };
}

function calibrationFigure({ models, baselines }: OceanResult): ExperimentFigure {
  const { withTruth, withoutTruth, paths } = models.transformer.assimilation;
  const laws: Laws = [
    ["exact", baselines.posterior],
    ["with the truth", withTruth],
    ["without it", withoutTruth],
  ];
  return {
    name: "calibration",
    title: "Calibration of the conditional",
    caption:
      "Velocities by the exact posterior, and by the transformer's conditional weights over the test gallery with and without " +
      `the true potential, over ${paths} test paths: ranks of the true ones among draws (flat when calibrated), and the share ` +
      "of them that central intervals hold.",
    spec: sideBySide([rankChart(laws), coverageChart(laws)]),
  };
}

type Laws = readonly (readonly [string, FieldCalibration])[];

function rankChart(laws: Laws) {
  const draws = laws[0]![1].rankHistogram.length;
  const highest = draws * Math.max(...laws.flatMap(([, { rankHistogram }]) => rankHistogram));
  return lineChart({
    title: "ranks of the truth",
    series: laws.map(([name, { rankHistogram }]) => ({
      name,
      x: rankHistogram.map((_, rank) => rank),
      y: rankHistogram.map((share) => share * draws),
    })),
    x: { title: "draws below the truth" },
    y: { title: "share over that of a flat histogram", domain: [0, 1.1 * highest] },
    references: [{ y: 1, label: "calibrated" }],
    width: SIDE,
    height: SIDE,
  });
}

function coverageChart(laws: Laws) {
  return lineChart({
    title: "coverage of central intervals",
    series: [
      ...laws.map(([name, { coverage }]) => ({
        name,
        x: coverage.map(({ nominal }) => nominal),
        y: coverage.map(({ actual }) => actual),
      })),
      { name: "calibrated", x: [0, 1], y: [0, 1], dashed: true },
    ],
    x: { title: "nominal", domain: [0, 1] },
    y: { title: "share of truths inside", domain: [0, 1] },
    width: SIDE,
    height: SIDE,
  });
}
