import { join } from "node:path";
import { cloneParameters, type Loss, type Pairs, type Parameters } from "@crosstilt/core";
import { linear } from "@crosstilt/encoders";
import type { Encoders, Matrix } from "@crosstilt/gaussian";
import { conditional, learnedNormalisers } from "@crosstilt/losses";
import { innerProduct } from "@crosstilt/metrics";
import {
  adam,
  type BimodalModel,
  bimodal,
  checkpointedFit,
  constant,
  cosineDecay,
  disposeState,
  type FitOptions,
  type RunHooks,
  startTraining,
} from "@crosstilt/train";
import { fileCheckpoints } from "@crosstilt/train/node";
import * as tf from "@tensorflow/tfjs-core";
import { composed, coordinatesOf, pairsIn, type TrainingData } from "./data.js";
import { gaussianConditional } from "./gaussian-conditional.js";
import type { Problem, Recipe, Stage } from "./settings.js";

/** Where and how a training runs, beside its recipe. */
export interface TrainingContext extends Pick<RunHooks, "signal" | "onStep"> {
  readonly folder: string;
  readonly resume?: boolean;
  readonly seed: number;
}

/**
 * Linear encoders trained stochastically with the inner product: `G [n_e, p]`, `H [n_e, q]` on the samples themselves.
 * @throws Interrupted when the signal aborts, after saving a checkpoint in the folder.
 */
export async function trainEncoders(
  data: TrainingData,
  problem: Problem,
  recipe: Recipe,
  context: TrainingContext,
): Promise<Encoders<Matrix>> {
  const coordinates = coordinatesOf(data, recipe.whiten);
  const pairs = pairsIn(coordinates, data);
  const encoder = linear({ dimension: problem.dimension });
  const model = bimodal({ u: encoder, v: encoder, metric: innerProduct() }, pairs.shape);
  let parameters: Parameters | undefined;
  for (const [i, stage] of recipe.stages.entries()) {
    const before: Parameters | undefined = parameters;
    const task = { stage, name: `stage-${i + 1}`, problem, recipe, before };
    parameters = await trainStage(model, pairs, task, context).finally(() => before && tf.dispose(before));
  }
  const { G, H } = await matricesOf(parameters!);
  return { G: composed(G, coordinates.u), H: composed(H, coordinates.v) };
}

interface StageTask {
  readonly stage: Stage;
  readonly name: string;
  readonly problem: Problem;
  readonly recipe: Recipe;
  /** Parameters to begin with; fresh ones when left out. */
  readonly before?: Parameters;
}

/** The parameters at the end of one stage; the caller disposes of them. */
async function trainStage(
  model: BimodalModel,
  pairs: Pairs,
  { stage, name, problem, recipe, before }: StageTask,
  { folder, resume, seed, ...hooks }: TrainingContext,
): Promise<Parameters> {
  const options = fitOptions(stage, problem, recipe, seed);
  const checkpoints = fileCheckpoints(join(folder, name), { problem, recipe, seed, backend: tf.getBackend() });
  if (!resume) await checkpoints.clear();
  const start = startFrom(before, options);
  const state = await checkpointedFit(model, pairs, options, checkpoints, { ...hooks, ...(start ? { start } : {}) });
  disposeState(state, { keepParameters: true });
  return state.parameters;
}

/** The state before a stage: copies of given parameters. */
const startFrom = (parameters: Parameters | undefined, { optimizer = adam() }: FitOptions) =>
  parameters && (() => startTraining(cloneParameters(parameters), optimizer));

const losses: Readonly<Record<Recipe["loss"], () => Loss>> = {
  conditional: () => conditional(),
  jackknife: () => conditional({ correction: "jackknife" }),
  "learned-normalisers": () => learnedNormalisers(),
  "gaussian-conditional": () => gaussianConditional(),
};

function fitOptions(stage: Stage, { pairs, batch }: Problem, { loss }: Recipe, seed: number): FitOptions {
  const batchSize = Math.min(pairs, stage.batch ?? batch);
  const dropLast = "steps" in stage.length;
  const epochs =
    "epochs" in stage.length
      ? stage.length.epochs
      : Math.max(1, Math.round(stage.length.steps / Math.floor(pairs / batchSize)));
  return {
    loss: losses[loss](),
    optimizer: adam({ learningRate: stage.learningRate }),
    schedule: stage.decay ? cosineDecay() : constant,
    epochs,
    batchSize,
    dropLast,
    seed,
  };
}

/** Kernels `[d, n_e]` as encoders `[n_e, d]`; disposes of the parameters. */
async function matricesOf(parameters: Parameters): Promise<Encoders<Matrix>> {
  const read = async (side: "u" | "v") => {
    const kernel = tf.transpose(parameters[`${side}.linear.kernel`]!) as tf.Tensor2D;
    const rows = await kernel.array();
    kernel.dispose();
    return rows;
  };
  const encoders = { G: await read("u"), H: await read("v") };
  tf.dispose(parameters);
  return encoders;
}
