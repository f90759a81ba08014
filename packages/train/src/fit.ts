import {
  type ApplyContext,
  evaluateLoss,
  type Loss,
  type LossTerms,
  type PairBatch,
  type Pairs,
  type Parameters,
  parametersUnder,
  prefixParameters,
} from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { adam } from "./adam.js";
import { cachedGradients } from "./cached-gradients.js";
import {
  demandPositive,
  type EpochEvent,
  type MinimizeOptions,
  minimize,
  type Objective,
  type StepEvent,
} from "./minimize.js";
import { type BimodalModel, initialise } from "./model.js";
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
  model: BimodalModel,
  { loss, optimizer = adam(), seed = defaults.seed }: Pick<FitOptions, "loss" | "optimizer" | "seed">,
): TrainingState {
  const parameters = { ...initialise(model, seed), ...prefixParameters("loss", loss.parameters()) };
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
  model: BimodalModel,
  pairs: Pairs,
  state: TrainingState,
  options: FitOptions,
): AsyncGenerator<FitEvent, void, void> {
  const { loss, optimizer = adam(), encoderBatch, ...rest } = options;
  for await (const event of minimize(bimodalObjective(model, pairs, loss, encoderBatch), state, {
    ...defaults,
    ...rest,
    optimizer,
  })) {
    if (event.type === "epoch") yield event;
    else yield { ...event, metric: await describeMetric(model, state) };
  }
}

/** The metric's own numbers. Its parameters are read first: not every backend can read them when `describe` does. */
async function describeMetric({ spec: { metric } }: BimodalModel, state: TrainingState): Promise<FitStep["metric"]> {
  const parameters = parametersUnder(state.parameters, "metric");
  await Promise.all(Object.values(parameters).map((parameter) => parameter.data()));
  return metric.describe(parameters);
}

/** The loss of a model on batches of pairs, as an objective; `encoderBatch` as in {@link FitOptions}. */
export function bimodalObjective(
  model: BimodalModel,
  pairs: Pairs,
  loss: Loss,
  encoderBatch?: number,
): Objective<tf.NamedTensorMap> {
  if (encoderBatch !== undefined) demandPositive({ encoderBatch });
  return {
    examples: pairs.length,
    minimumPairs: loss.minimumPairs,
    load: async (indices) => ({ ...(await pairs.batch(indices)) }),
    evaluate: (parameters, batch, generator) =>
      batchLoss(model, parameters, batch as unknown as PairBatch, loss, { training: true, generator }),
    ...(encoderBatch === undefined ? {} : { differentiate: inChunks(model, loss, encoderBatch) }),
  };
}

function inChunks(
  model: BimodalModel,
  loss: Loss,
  encoderBatch: number,
): NonNullable<Objective<tf.NamedTensorMap>["differentiate"]> {
  return (parameters, batch, generator) =>
    cachedGradients(model, parameters, batch as unknown as PairBatch, loss, { encoderBatch, generator });
}

function batchLoss(
  model: BimodalModel,
  parameters: Parameters,
  { u: samplesU, v: samplesV }: PairBatch,
  loss: Loss,
  context?: ApplyContext,
): LossTerms {
  return tf.tidy(() => {
    const u = model.embed(parameters, "u", samplesU, context);
    const v = model.embed(parameters, "v", samplesV, context);
    const form = model.form(parameters, u, v);
    return evaluateLoss(loss, { form, u, v, samplesU, samplesV, parameters: parametersUnder(parameters, "loss") });
  });
}

/**
 * The loss and its terms on given pairs without training, as numbers.
 *
 * @example
 * const { total } = await evaluateOn(model, state.parameters, { u, v }, loss);
 */
export async function evaluateOn(
  model: BimodalModel,
  parameters: Parameters,
  batch: PairBatch,
  loss: Loss,
): Promise<Record<string, number>> {
  const terms = batchLoss(model, parameters, batch, loss);
  const values = await Promise.all(Object.entries(terms).map(async ([name, term]) => [name, (await term.data())[0]]));
  tf.dispose(terms);
  return Object.fromEntries(values);
}
