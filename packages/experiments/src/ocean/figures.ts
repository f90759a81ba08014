import { createOcean, type Ocean } from "@crosstilt/dataset-ocean";
import { lineChart, type Series, sideBySide } from "@crosstilt/figures";
import type { ExperimentFigure } from "../experiment.js";
import { assimilationFigures } from "./assimilation-figure.js";
import type { FieldExample } from "./field-example.js";
import { fieldPanel, potentialBound } from "./field-panel.js";
import { type OceanModelName, oceanModelNames, oceanModelTitles } from "./models.js";
import type { OceanResult } from "./result.js";
import type { OceanRunSettings } from "./settings.js";
import type { CurvePoint, OceanCurves } from "./training-curve.js";

/** Figures 13, 14 and 15 of a result, and two of assimilation. */
export function oceanFigures(result: OceanResult): ExperimentFigure[] {
  const { points, seed } = result.settings;
  const ocean = createOcean({ points, seed });
  const shown = result.examples.map(({ truth }) => truth);
  const curves = Object.fromEntries(Object.entries(result.models).map(([name, { curve }]) => [name, curve]));
  return [
    figure13(ocean, shown),
    figure14(curves, result.settings),
    figure15(ocean, result),
    ...assimilationFigures(ocean, result),
  ];
}

/** Potentials at time 0 with the drifters' paths. */
export function figure13(ocean: Ocean, examples: readonly FieldExample[]): ExperimentFigure {
  const panels = examples.map(({ coefficients, path }, i) =>
    fieldPanel(ocean, { title: `potential ${i + 1} and its trajectory`, coefficients, path }),
  );
  return {
    name: "fig13",
    title: "Fig. 13: potentials and trajectories",
    caption:
      "Random potentials at time 0, their velocities as arrows, and the paths of a drifter from (0.75, 0.75) until T = 0.1, " +
      "during which the potentials change.",
    spec: sideBySide(panels),
  };
}

const directions = {
  trajectoryToPotential: "trajectory → potential",
  potentialToTrajectory: "potential → trajectory",
} as const;
type Direction = keyof typeof directions;

/** Retrieval after every epoch of the models trained so far. */
export function figure14(curves: OceanCurves, { curvePairs }: OceanRunSettings): ExperimentFigure {
  const panels = oceanModelNames.flatMap((name) =>
    (Object.keys(directions) as Direction[]).map((direction) => curvePanel(name, curves[name] ?? [], direction)),
  );
  return {
    name: "fig14",
    title: "Fig. 14: retrieval during training",
    caption:
      `R@1 and R@5 both ways after every epoch, among the first ${curvePairs} pairs of the training and of the ` +
      "test set; ties count half. The numbers of the whole gallery are in the results.",
    spec: sideBySide(
      panels.filter((panel) => panel !== null),
      { columns: 2 },
    ),
  };
}

function curvePanel(name: OceanModelName, curve: readonly CurvePoint[], direction: Direction) {
  if (curve.length === 0) return null;
  return lineChart({
    title: `${oceanModelTitles[name]}, ${directions[direction]}`,
    series: series(curve, direction),
    x: { title: "epoch", ticks: epochTicks(curve) },
    y: { title: "share of queries", domain: [0, 1] },
    points: true,
    width: 270,
    height: 190,
  });
}

/** Every epoch, or every few when there are many. */
function epochTicks(curve: readonly CurvePoint[]): number[] {
  const every = Math.ceil(curve.length / 10);
  return curve.map(({ epoch }) => epoch).filter((epoch) => epoch % every === 0);
}

function series(curve: readonly CurvePoint[], direction: Direction): Series[] {
  const x = curve.map(({ epoch }) => epoch);
  return (["r1", "r5"] as const).flatMap((k) =>
    (["train", "test"] as const).map((split) => ({
      name: `R@${k.slice(1)} ${split}`,
      x,
      y: curve.map((point) => point[split][direction][k]),
      dashed: split === "train",
    })),
  );
}

function figure15(ocean: Ocean, { examples }: OceanResult): ExperimentFigure {
  const panels = examples.flatMap(({ index, retrieved, truth, found }) => {
    const bound = potentialBound(ocean, truth.coefficients);
    const difference = truth.coefficients.map((value, k) => found.coefficients[k]! - value);
    const verdict = index === retrieved ? "the right one" : "another one";
    return [
      fieldPanel(ocean, { title: `truth of path ${index}`, ...truth, bound }),
      fieldPanel(ocean, { title: `retrieved: ${verdict}`, ...found, path: truth.path, bound }),
      fieldPanel(ocean, { title: "difference", coefficients: difference, bound }),
    ];
  });
  return {
    name: "fig15",
    title: "Fig. 15: potentials retrieved from a trajectory",
    caption:
      "Left the true potential with the trajectory the transformer is given, in the middle the potential it retrieves from " +
      "the test gallery with the same trajectory, right their difference in the same colours: for the first test path that " +
      "is given its own potential, and for the first that is given another.",
    spec: sideBySide(panels, { columns: 3 }),
  };
}
