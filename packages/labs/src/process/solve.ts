import { createGenerator } from "@crosstilt/core";
import { fieldGivenV, gaussianProcess, uniformGrid } from "@crosstilt/dataset-gaussian-process";
import {
  type BimodalGaussian,
  compareModels,
  type Encoders,
  inducedModel,
  optimum,
  plugInOptimum,
} from "@crosstilt/gaussian";
import { drawMoments } from "./empirical-moments.js";

/** The process of section 6.1, with its exact law. */
export const gp = gaussianProcess();

const objective = { metric: "inner-product", loss: "conditional" } as const;

/** `E|error|²` of the two conditional means. */
export interface Errors {
  readonly uGivenV: number;
  readonly vGivenU: number;
}

/** A model with the errors of its conditional means. */
export interface Fitted extends Errors {
  readonly model: BimodalGaussian;
}

/** The model that encoders induce on the exact marginals. */
export function fitted(encoders: Encoders): Fitted {
  const model = inducedModel({ ...gp.law, ...encoders, metric: objective.metric });
  const { errors } = compareModels(gp.law, gp.truth, model);
  return { model, uGivenV: errors.uGivenV.mean, vGivenU: errors.vGivenU.mean };
}

/** The best encoders of dimension `rank`. */
export const closedForm = (rank: number): Fitted => fitted(optimum({ ...gp.law, ...objective, rank }));

/** The best encoders for `count` training pairs (Remark D.2). */
export function plugIn(rank: number, count: number, seed: number): Fitted {
  const moments = drawMoments(gp.law, count, createGenerator(seed).fork(`moments ${count}`));
  return fitted(plugInOptimum({ moments, rank, ...objective }));
}

/** Mean errors over a few independent training sets, which is what a curve should show. */
export function meanPlugInErrors(rank: number, count: number, seed: number, repeats = 4): Errors {
  const runs = Array.from({ length: repeats }, (_, i) => plugIn(rank, count, seed + 1000 * i));
  const mean = (side: keyof Errors) => runs.reduce((sum, run) => sum + run[side], 0) / repeats;
  return { uGivenV: mean("uGivenV"), vGivenU: mean("vGivenU") };
}

/** Where the field is drawn. */
export const grid = uniformGrid(161);

/** One draw of everything: v, the field with it, u, and more fields with the same v. */
export function drawSituation(seed: number) {
  const generator = createGenerator(seed).fork("situation");
  const v = gp.truth.marginalV!.sample(generator);
  const u = gp.truth.uGivenV.given(v).sample(generator);
  const field = fieldGivenV(gp, { v, grid });
  return { v, u, field, draws: Array.from({ length: 12 }, () => field.sample(generator)) };
}

/** What {@link drawSituation} draws. */
export type Situation = ReturnType<typeof drawSituation>;
