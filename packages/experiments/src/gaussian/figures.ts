import { conditionalCurves, densityContours, sideBySide } from "@crosstilt/figures";
import type { ExperimentFigure } from "../experiment.js";
import {
  jointDensities,
  modelCurves,
  type PlaneCurves,
  type PlaneDensity,
  planeRange,
  productAndJoint,
  signCurves,
  signDensities,
  trueDensity,
} from "./densities.js";
import { condition } from "./plane.js";

/** A figure and the numbers it is drawn from. */
export interface PlaneFigure {
  readonly data: object;
  readonly figures: readonly ExperimentFigure[];
}

/** The figures of the two-dimensional Gaussian, by name. */
export const planeFigures: Readonly<Record<string, () => PlaneFigure>> = {
  fig1: () => {
    const panels = productAndJoint();
    return drawn(panels, [
      contours(
        "fig1",
        "Fig. 1: product of the marginals and joint law",
        panels,
        [],
        ["The reference of every model, the product of the marginals, beside the law of the pairs."],
      ),
    ]);
  },
  fig2: () =>
    curveFigure("fig2", "Fig. 2: inner product, two-sided conditional loss", [
      "Both conditional means are exact, but the conditional variances are those of the marginals,",
      "so the marginals of the model's joint law are too wide (Cor. 5.2).",
    ]),
  fig3: () =>
    curveFigure("fig3", "Fig. 3: quadratic metric, one-sided loss of u given v", [
      "The law of u given v is exact, mean and variance (Cor. 5.4); nothing is asked of v given u.",
    ]),
  fig4: () =>
    curveFigure("fig4", "Fig. 4: inner product, joint loss", [
      "The joint loss shrinks the correlation: conditional means are pulled to zero, and the marginals come closer to the",
      "truth than those of the conditional loss (Cor. 5.7).",
    ]),
  "general-quadratic": () =>
    curveFigure("general-quadratic", "Beside figs 2 to 5: general quadratic metric, any loss", [
      "With a quadratic term of its own on each side the score holds the true log ratio, so that the conditional loss of any",
      "weights and the joint loss have the truth for their optimum: every curve of the model is the truth's.",
    ]),
  fig5: () => {
    const panels = jointDensities();
    const titled = panels.map((panel, i) => ({ ...panel, title: shortTitles[i]! }));
    return drawn(panels, [
      contours(
        "fig5",
        "Fig. 5: joint densities of the three models, and of the exact one",
        titled,
        trueDensity().values,
        ["Filled: the model; dashed: the truth, at common heights."],
      ),
    ]);
  },
  fig6: () => {
    const [panels, curves] = [signDensities(), signCurves()];
    return drawn({ panels, curves }, [
      contours("fig6", "Fig. 6: normalised one-dimensional encoders", panels, trueDensity().values, [
        "A normalised encoder on the line is a sign, so the model reweighs the product of the marginals by quadrants:",
        "piecewise Gaussian, never Gaussian.",
      ]),
      figureOf(
        "fig6-conditional",
        `Fig. 6: u given v = ${condition} under normalised encoders`,
        [curves],
        ["The conditional density is the marginal times one constant on either side of zero."],
      ),
    ]);
  },
};

const shortTitles = [
  "inner product, conditional loss",
  "quadratic, loss of u given v",
  "inner product, joint loss",
  "general quadratic",
];

const drawn = (data: object, figures: ExperimentFigure[]): PlaneFigure => ({ data, figures });

function curveFigure(name: string, title: string, caption: string[]): PlaneFigure {
  const panels = modelCurves(name);
  return drawn(panels, [
    figureOf(name, title, panels, [`Top: conditionals at ${condition}; bottom: marginals.`, ...caption]),
  ]);
}

function figureOf(name: string, title: string, panels: readonly PlaneCurves[], caption: string[]): ExperimentFigure {
  const size = panels.length === 1 ? { width: 400, height: 240 } : {};
  const charts = panels.map(({ variable, ...panel }) => conditionalCurves({ ...panel, xTitle: variable, ...size }));
  return { name, title, caption: caption.join(" "), spec: sideBySide(charts, { columns: 2 }) };
}

function contours(
  name: string,
  title: string,
  panels: readonly PlaneDensity[],
  reference: readonly number[][],
  caption: string[],
): ExperimentFigure {
  const shown = panels.map(({ title: heading, values }) => ({
    title: heading,
    density: values,
    ...(reference.length > 0 ? { reference } : {}),
  }));
  const axis = (variable: string) => ({ title: variable, range: planeRange });
  const spec = densityContours({ panels: shown, x: axis("u"), y: axis("v"), size: 230 });
  return { name, title, caption: caption.join(" "), spec };
}
