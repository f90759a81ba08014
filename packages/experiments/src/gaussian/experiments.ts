import type { Experiment, ExperimentOutput } from "../experiment.js";
import { signModels } from "./densities.js";
import { planeFigures } from "./figures.js";
import { condition, planeLaw, planeModels, planeTruth } from "./plane.js";

const titles: Readonly<Record<string, string>> = {
  fig1: "Two-dimensional Gaussian: product of the marginals and joint law",
  fig2: "Two-dimensional Gaussian: inner product, two-sided conditional loss",
  fig3: "Two-dimensional Gaussian: quadratic metric, one-sided loss",
  fig4: "Two-dimensional Gaussian: inner product, joint loss",
  fig5: "Two-dimensional Gaussian: joint densities of three models",
  "general-quadratic": "Two-dimensional Gaussian: general quadratic metric, any loss",
  fig6: "Two-dimensional Gaussian: normalised encoders",
};

/** Figs 1–6, each by itself: closed forms, nothing is trained. */
export const planeExperiments: readonly Experiment[] = Object.entries(titles).map(([name, title]) => ({
  name,
  title,
  trains: false,
  run: async () => runPlane([name]),
}));

/** The named figures of the two-dimensional Gaussian with their numbers. */
export function runPlane(names: readonly string[] = Object.keys(titles)): ExperimentOutput {
  const parts = names.map((name) => ({ name, ...planeFigures[name]!() }));
  const shown = planeModels.filter(({ figure }) => names.includes(figure) || names.includes("fig5"));
  const models = shown.map(({ title, objective, analysis }) => ({ title, objective, analysis }));
  const normalised = names.includes("fig6") ? describedSigns() : undefined;
  const summary = { settings, models, ...(normalised ? { normalised } : {}) };
  const data = Object.fromEntries(parts.map(({ name, data: values }) => [name, values]));
  return {
    summary,
    result: { ...summary, data },
    figures: parts.flatMap(({ figures }) => figures),
    lines: lines(names),
  };
}

const settings = {
  paper: { ...planeLaw, embeddingDimension: 1, condition },
  ours: { ...planeLaw, embeddingDimension: 1, condition, encoders: "closed form" },
};

const describedSigns = () =>
  signModels().map(({ title, model: { kappa, agreement, loss } }) => ({ title, kappa, agreement, loss }));

function lines(names: readonly string[]): string[] {
  const { uGivenV, marginalU } = planeTruth;
  const moments = (mean: number, variance: number, spread: number) =>
    `u given v = ${condition} has mean ${mean.toFixed(4)} and variance ${variance.toFixed(4)}, u has variance ${spread.toFixed(4)}`;
  const truth = `truth: ${moments(uGivenV.mean([condition])[0]!, uGivenV.covariance[0]![0]!, marginalU!.covariance[0]![0]!)}`;
  const models = planeModels
    .filter(({ figure }) => names.includes(figure) || names.includes("fig5"))
    .map(({ title, model: { uGivenV: law, marginalU: u } }) => {
      const [mean, variance] = [law.mean([condition])[0]!, law.covariance[0]![0]!];
      return `${title}: ${moments(mean, variance, u!.covariance[0]![0]!)}`;
    });
  const signs = describedSigns().map(
    ({ title, kappa, loss }) => `normalised encoders, ${title}: κ = ${kappa.toFixed(4)}, loss ${loss.toFixed(4)}`,
  );
  return [truth, ...models, ...(names.includes("fig6") ? signs : [])];
}
