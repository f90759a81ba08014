import { createGenerator } from "@crosstilt/core";
import { type GaussianProcess, samplePairs } from "@crosstilt/dataset-gaussian-process";
import {
  type BimodalGaussian,
  compareModels,
  type Encoders,
  inducedModel,
  type JointGaussian,
} from "@crosstilt/gaussian";

/** How far conditional means are from the truth: `E|error|²` over drawn conditions, its root, and its exact value. */
export interface MeanError {
  readonly squared: number;
  readonly root: number;
  readonly exact: number;
}

export interface MeanErrors {
  readonly uGivenV: MeanError;
  readonly vGivenU: MeanError;
}

/** Conditions to average over: rows of u and of v. */
export interface Conditions {
  readonly u: readonly Float64Array[];
  readonly v: readonly Float64Array[];
}

/** Pairs drawn apart from all training pairs. */
export function drawConditions(process: GaussianProcess, count: number, seed: number): Conditions {
  const { u, v } = samplePairs(process, { count, rng: createGenerator(seed).fork("conditions") });
  const rows = ({ data, shape: [n, width] }: typeof u) =>
    Array.from({ length: n }, (_, i) => data.subarray(i * width, (i + 1) * width));
  return { u: rows(u), v: rows(v) };
}

/** The model of linear encoders and the inner product on the (estimated) marginals of a law. */
export const modelOf = (law: JointGaussian, { G, H }: Encoders): BimodalGaussian =>
  inducedModel({ ...law, G, H, metric: "inner-product" });

/** Errors of the conditional means of a model against those of the process. */
export function meanErrors(
  { law, truth }: GaussianProcess,
  model: BimodalGaussian,
  conditions: Conditions,
): MeanErrors {
  const exact = compareModels(law, truth, model).errors;
  const side = (name: "uGivenV" | "vGivenU", given: readonly Float64Array[]): MeanError => {
    const squares = given.map((value) => squaredDistance(model[name].mean(value), truth[name].mean(value)));
    const squared = squares.reduce((sum, value) => sum + value, 0) / squares.length;
    return { squared, root: Math.sqrt(squared), exact: exact[name].mean };
  };
  return { uGivenV: side("uGivenV", conditions.v), vGivenU: side("vGivenU", conditions.u) };
}

const squaredDistance = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0);
