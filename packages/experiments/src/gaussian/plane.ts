import {
  type Analysis,
  analyse,
  type BimodalGaussian,
  inducedModel,
  type Objective,
  trueModel,
} from "@crosstilt/gaussian";

/** The law of figs 1–6: scalar u and v of correlation 2/3. */
export const planeLaw = {
  covariance: [
    [1.5, 1],
    [1, 1.5],
  ],
  split: 1,
};

export const planeTruth: BimodalGaussian = trueModel(planeLaw);

/** The value at which u is given v, and v given u. */
export const condition = 1;

/** A model of figs 2–4: what is minimised in closed form, and what comes of it. */
export interface PlaneModel {
  readonly figure: string;
  readonly title: string;
  readonly objective: Required<Objective>;
  readonly analysis: Analysis;
  readonly model: BimodalGaussian;
}

/** The three models of the paper, with one-dimensional encoders at their optima, and the one that is exact (docs/theory.md, 13). */
export const planeModels: readonly PlaneModel[] = [
  planeModel("fig2", "inner product, two-sided conditional loss", conditional("inner-product", 1, 1)),
  planeModel("fig3", "quadratic metric, one-sided loss of u given v", conditional("quadratic", 2, 0)),
  planeModel("fig4", "inner product, joint loss", { metric: "inner-product", loss: "joint", lambdaU: 1, lambdaV: 1 }),
  planeModel("general-quadratic", "general quadratic metric, any loss", conditional("general-quadratic", 1, 1)),
];

function conditional(metric: Objective["metric"], lambdaU: number, lambdaV: number): Required<Objective> {
  return { metric, loss: "conditional", lambdaU, lambdaV };
}

function planeModel(figure: string, title: string, objective: Required<Objective>): PlaneModel {
  const analysis = analyse({ ...planeLaw, ...objective, rank: 1 });
  const { G, H, P, Q } = analysis;
  const model = inducedModel({ ...planeLaw, G, H, P, Q, metric: objective.metric });
  return { figure, title, objective, analysis, model };
}
