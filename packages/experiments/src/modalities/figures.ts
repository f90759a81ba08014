import { lineChart, type Series } from "@crosstilt/figures";
import { modalitiesOptimum } from "@crosstilt/gaussian";
import type { ExperimentFigure } from "../experiment.js";
import type { TrainedWeights } from "./equicorrelated.js";

const COUNT = 41;

/** The weight of two of three modalities against their correlation: theory as lines, trained encoders as points. */
export function doubleCountingFigure(trained: readonly TrainedWeights[]): ExperimentFigure {
  const rhos = Array.from({ length: COUNT }, (_, i) => 0.02 + (0.9 * i) / (COUNT - 1));
  const theory = (name: string, loss: "one-vs-rest" | "joint" | "pairwise-sum"): Series => ({
    name,
    x: rhos,
    y: rhos.map((rho) => optimalWeight(rho, loss)),
  });
  const points = (name: string, key: "together" | "apart"): Series => ({
    name,
    x: trained.map(({ rho }) => rho),
    y: trained.map((weights) => weights[key]),
    dashed: true,
  });
  const spec = lineChart({
    series: [
      theory("in pairs, added up", "pairwise-sum"),
      theory("one against the rest", "one-vs-rest"),
      theory("joint", "joint"),
      points("trained in pairs", "apart"),
      points("trained together", "together"),
    ],
    references: [{ x: 0.5, label: "pairs: no joint law from here on" }],
    x: { title: "correlation ρ" },
    y: { title: "weight of a pair" },
    title: "Three equally correlated modalities",
  });
  return {
    name: "double-counting",
    title: "What three modalities share is counted twice",
    caption:
      "Weights of models that are trained on two modalities at a time and added up, against those of one modality given the other two " +
      "and of the joint law. Lines are theory, dashes are trained linear encoders.",
    spec,
  };
}

/** 𝒜_12 of three coordinates with equal correlations. */
export function optimalWeight(rho: number, loss: "one-vs-rest" | "joint" | "pairwise-sum"): number {
  const covariance = [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 1 : rho)));
  return modalitiesOptimum({ covariance, blocks: [1, 1, 1], metric: "inner-product", loss }).weights[0]![1]!;
}
