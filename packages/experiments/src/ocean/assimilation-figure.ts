import type { Ocean } from "@crosstilt/dataset-ocean";
import { heatmap, lineChart, sideBySide } from "@crosstilt/figures";
import type { ExperimentFigure } from "../experiment.js";
import type { FieldCalibration } from "./field-calibration.js";
import { fieldPanel, potentialBound, withPath } from "./field-panel.js";
import type { OceanResult } from "./result.js";

const SIDE = 230;

/** Beyond the paper: the transformer's conditional as an assimilation of a path, beside the exact posterior. */
export function assimilationFigure(ocean: Ocean, { assimilation, models, baselines }: OceanResult): ExperimentFigure {
  const { truth, exact, conditional } = assimilation;
  const bound = potentialBound(ocean, truth.coefficients);
  const field = (title: string, coefficients: readonly number[]) =>
    fieldPanel(ocean, { title, coefficients, path: truth.path, bound });
  const spread = (title: string, values: readonly (readonly number[])[]) =>
    withPath(
      heatmap({
        ...{ values, title, width: SIDE, height: SIDE },
        x: { title: "x", range: [0, 1] },
        y: { title: "y", range: [0, 1] },
        colour: { title: "std of w" },
      }),
      truth.path,
    );
  const { withTruth, withoutTruth } = models.transformer.assimilation;
  const laws: readonly (readonly [string, FieldCalibration])[] = [
    ["exact posterior", baselines.posterior],
    ["conditional, truth among candidates", withTruth],
    ["conditional, truth left out", withoutTruth],
  ];
  return {
    name: "assimilation",
    title: "Assimilation by the conditional over the gallery",
    caption:
      "Above: a potential, its mean given the path by the exact posterior, and by the transformer's conditional weights over " +
      "the test gallery without the true potential. Middle: how unsure both are of the velocity (mind the scales). Below: " +
      "ranks of true velocities among draws (flat is calibrated) and how many of them central intervals hold, over " +
      `${models.transformer.assimilation.paths} test paths.`,
    spec: sideBySide(
      [
        field("truth", truth.coefficients),
        field("exact posterior mean", exact.coefficients),
        field("conditional mean, truth left out", conditional.coefficients),
        rankChart(laws),
        spread("exact posterior, spread", exact.spread),
        spread("conditional, spread", conditional.spread),
        coverageChart(laws),
      ],
      { columns: 3 },
    ),
  };
}

type Laws = readonly (readonly [string, FieldCalibration])[];

function rankChart(laws: Laws) {
  const draws = laws[0][1].rankHistogram.length;
  return lineChart({
    title: "ranks of the truth",
    series: laws.map(([name, { rankHistogram }]) => ({
      name,
      x: rankHistogram.map((_, rank) => rank),
      y: rankHistogram.map((share) => share * draws),
    })),
    x: { title: "draws below the truth" },
    y: { title: "share over that of a flat histogram" },
    references: [{ y: 1, label: "calibrated" }],
    width: SIDE,
    height: SIDE,
  });
}

function coverageChart(laws: Laws) {
  return lineChart({
    title: "coverage of central intervals",
    series: [
      { name: "calibrated", x: [0, 1], y: [0, 1], dashed: true },
      ...laws.map(([name, { coverage }]) => ({
        name,
        x: coverage.map(({ nominal }) => nominal),
        y: coverage.map(({ actual }) => actual),
      })),
    ],
    x: { title: "nominal", domain: [0, 1] },
    y: { title: "share of truths inside", domain: [0, 1] },
    width: SIDE,
    height: SIDE,
  });
}
