import {
  type ApplyContext,
  createGenerator,
  demand,
  evaluateLoss,
  type Loss,
  type LossTerms,
  type PairBatch,
  type Pairs,
  type Parameters,
  parametersUnder,
  prefixParameters,
  refusal,
  type ScoreModel,
} from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { adam } from "./adam.js";
import { cachedGradients } from "./cached-gradients.js";
import { demandBatch, lossBatch } from "./loss-batch.js";
import {
  demandPositive,
  type EpochEvent,
  type MinimizeOptions,
  minimize,
  type Objective,
  type StepEvent,
} from "./minimize.js";
import { type BimodalModel, initialise } from "./model.js";
import { startAtOptimum } from "./optimal-start.js";
import type { Optimizer } from "./optimizer.js";
import { startTraining, type TrainingState } from "./training-state.js";

export interface FitOptions extends Partial<Omit<MinimizeOptions, "optimizer">> {
  readonly loss: Loss;
  /**
   * How many samples go through an encoder at once (default the whole batch). With fewer, batches can be far larger than
   * what fits through the encoders; values and gradients stay those of the whole batch.
   */
  readonly encoderBatch?: number;
  readonly optimizer?: Optimizer;
}

/** A step of {@link fit}, with the metric's own numbers (temperature, …) as logged values. */
export type FitStep = StepEvent & { readonly metric: Readonly<Record<string, number>> };
export type FitEvent = FitStep | EpochEvent;

const defaults = { epochs: 10, batchSize: 512, seed: 1 };

/**
 * The state of an untrained model: fresh parameters from the seed and the optimiser's first state.
 * The caller disposes of it with `disposeState`.
 */
export function startFit(
  model: ScoreModel,
  { loss, optimizer = adam(), seed = defaults.seed }: Pick<FitOptions, "loss" | "optimizer" | "seed">,
): TrainingState {
  const parameters = { ...initialise(model, seed), ...prefixParameters("loss", loss.parameters(model.dimension)) };
  return startTraining(parameters, optimizer);
}

/**
 * Trains both encoders, the metric's and the loss's own parameters on pairs; `state` (from `startFit` or a checkpoint)
 * is moved forward in place and may be saved at any event.
 *
 * @example
 * const state = startFit(model, { loss, seed: 1 });
 * for await (const event of fit(model, pairs, state, { loss, epochs: 5, seed: 1 })) console.log(event.loss);
 */
export async function* fit(
  model: ScoreModel,
  pairs: Pairs,
  state: TrainingState,
  options: FitOptions,
): AsyncGenerator<FitEvent, void, void> {
  const { loss, optimizer = adam(), encoderBatch, ...rest } = options;
  demandLossParameters(loss, state, model.dimension);
  const objective = pairObjective(model, pairs, loss, encoderBatch);
  if (model.startsAtOptimum && state.step === 0)
    state.parameters = await atOptimum(model.startsAtOptimum, pairs, state.parameters, objective, options);
  for await (const event of minimize(objective, state, {
    ...defaults,
    ...rest,
    optimizer,
  })) {
    if (event.type === "epoch") yield event;
    else yield { ...event, metric: await describeModel(model, state) };
  }
}

/** Parameters with one of them at its optimum on the first pairs, a batch of them. */
async function atOptimum(
  name: string,
  pairs: Pairs,
  parameters: Parameters,
  { evaluate }: Objective<PairBatch>,
  { batchSize = defaults.batchSize, seed = defaults.seed }: FitOptions,
): Promise<Parameters> {
  const batch = await pairs.batch(Int32Array.from({ length: Math.min(batchSize, pairs.length) }, (_, i) => i));
  const generator = createGenerator(seed).fork("optimal start");
  try {
    return await startAtOptimum(parameters, name, (current) => evaluate(current, batch, generator));
  } finally {
    tf.dispose(batch);
  }
}

/** The model's own numbers. Its parameters are read first: not every backend can read them when `describe` does. */
async function describeModel(model: ScoreModel, { parameters }: TrainingState): Promise<FitStep["metric"]> {
  if (!model.describe) return {};
  await Promise.all(Object.values(parametersUnder(parameters, "metric")).map((parameter) => parameter.data()));
  return model.describe(parameters);
}

/** Refuses a state that was started with a loss of other parameters. */
function demandLossParameters(loss: Loss, { parameters }: TrainingState, dimension: number | undefined): void {
  const own = loss.parameters(dimension);
  const names = (tensors: Parameters) => Object.keys(tensors).sort().join(", ") || "none";
  const [wanted, found] = [names(own), names(parametersUnder(parameters, "loss"))];
  tf.dispose(own);
  demand(wanted === found, () => ({
    argument: "state",
    expected: `the parameters of the loss "${loss.name}" (${wanted})`,
    received: found,
    remedy: "Pass the same options to startFit and to fit",
  }));
}

/** The loss of a model on batches of pairs, as an objective; `encoderBatch` as in {@link FitOptions}. */
export function pairObjective(
  model: ScoreModel,
  pairs: Pairs,
  loss: Loss,
  encoderBatch?: number,
): Objective<PairBatch> {
  demandSeveral(pairs);
  return {
    examples: pairs.length,
    minimumPairs: loss.minimumPairs,
    load: (indices) => pairs.batch(indices),
    evaluate: (parameters, batch, generator) =>
      batchLoss(model, parameters, batch, loss, { training: true, generator }),
    ...(encoderBatch === undefined ? {} : { differentiate: inChunks(demandBimodal(model), loss, encoderBatch) }),
  };
}

function inChunks(
  model: BimodalModel,
  loss: Loss,
  encoderBatch: number,
): NonNullable<Objective<PairBatch>["differentiate"]> {
  demandPositive({ encoderBatch });
  return (parameters, batch, generator) => cachedGradients(model, parameters, batch, loss, { encoderBatch, generator });
}

/** With one pair there is nothing to contrast it with. */
function demandSeveral({ length, shape }: Pairs): void {
  demand(length >= 2, () => ({
    argument: "pairs",
    expected: "at least 2, since a pair is learned by what sets it apart from others",
    received: `1, of shapes [${shape.u}] and [${shape.v}]`,
    remedy: "If these are all your samples in one, give the shape of one sample, without their number",
  }));
}

function demandBimodal(model: ScoreModel): BimodalModel {
  if ("embed" in model) return model as BimodalModel;
  throw refusal({
    argument: "encoderBatch",
    expected: "a model of two encoders, whose samples can be embedded apart from each other",
    received: "a model that scores both sides at once",
    remedy: "Leave encoderBatch out",
  });
}

/** The loss and its named terms on a batch; differentiable. */
function batchLoss(
  model: ScoreModel,
  parameters: Parameters,
  batch: PairBatch,
  loss: Loss,
  context?: ApplyContext,
): LossTerms {
  demandBatch(loss, batch);
  return tf.tidy(() => {
    const { form, u, v } = model.score(parameters, batch, context);
    return evaluateLoss(loss, lossBatch(batch, { form, u, v }, parametersUnder(parameters, "loss")));
  });
}

/**
 * The loss and its terms on given pairs without training, as numbers.
 *
 * @example
 * const { total } = await evaluateOn(model, state.parameters, { u, v }, loss);
 */
export async function evaluateOn(
  model: ScoreModel,
  parameters: Parameters,
  batch: PairBatch,
  loss: Loss,
): Promise<Record<string, number>> {
  const terms = batchLoss(model, parameters, batch, loss);
  const values = await Promise.all(Object.entries(terms).map(async ([name, term]) => [name, (await term.data())[0]]));
  tf.dispose(terms);
  return Object.fromEntries(values);
}
