import {
  batchCount,
  createGenerator,
  demand,
  type Generator,
  type LossTerms,
  type Parameters,
  refusal,
  shuffledBatches,
  termsAndGradients,
} from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { clipGradient } from "./clip-gradient.js";
import { flatLayout, fromFlat, toFlat } from "./flat.js";
import type { Optimizer, UpdateContext } from "./optimizer.js";
import { constant, type Schedule } from "./schedule.js";
import type { TrainingState } from "./training-state.js";

/** A scalar to minimise over batches of examples. */
export interface Objective<B extends tf.TensorContainer> {
  readonly examples: number;
  /** No batch is smaller (default 1). */
  readonly minimumPairs?: number;
  /** The tensors of a batch; disposed of after the step. */
  load(indices: Int32Array): B | Promise<B>;
  /** Named terms with the total, differentiable in the parameters. */
  evaluate(parameters: Parameters, batch: B, generator: Generator): LossTerms;
  /** How to get value and gradient, when not by differentiating `evaluate`. */
  differentiate?(parameters: Parameters, batch: B, generator: Generator): Differentiated;
}

/** Loss terms and gradients of one batch; the receiver disposes of both. */
export interface Differentiated {
  readonly terms: tf.NamedTensorMap;
  readonly gradients: Parameters;
}

export interface MinimizeOptions {
  readonly optimizer: Optimizer;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly schedule?: Schedule;
  /** Largest Euclidean norm of the gradient; unlimited by default. */
  readonly clipNorm?: number;
  /** All batches have exactly `batchSize` examples, and what remains of an epoch is left out. */
  readonly dropLast?: boolean;
  readonly signal?: AbortSignal;
}

/** What happened in one step. */
export interface StepEvent {
  readonly type: "step";
  readonly step: number;
  readonly totalSteps: number;
  /** The epoch the step belongs to, from 0. */
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
  readonly terms: Readonly<Record<string, number>>;
  readonly learningRate: number;
  readonly examples: number;
}

/** The end of an epoch. */
export interface EpochEvent {
  readonly type: "epoch";
  /** Epochs done. */
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  /** Mean loss over the steps of the epoch. */
  readonly loss: number;
}

/**
 * Minimises an objective by stochastic gradients, one event a step and one an epoch; `state` is moved forward in place,
 * so it can be saved at any event. Ends early when the signal aborts. The caller disposes of the state.
 *
 * @throws when the loss stops being a finite number.
 * @example
 * for await (const event of minimize(objective, state, { optimizer, epochs: 3, batchSize: 64, seed: 1 })) report(event);
 */
export async function* minimize<B extends tf.TensorContainer>(
  objective: Objective<B>,
  state: TrainingState,
  options: MinimizeOptions,
): AsyncGenerator<StepEvent | EpochEvent, void, void> {
  const { epochs, batchSize, seed, signal } = options;
  demandPositive({ epochs, batchSize });
  demandOptimizer(options.optimizer, state);
  const generator = createGenerator(seed);
  const batching = { minimum: objective.minimumPairs, dropLast: options.dropLast };
  const steps = batchesPerEpoch(objective.examples, { batchSize, ...batching });
  const pause = cooperativePause();
  while (state.epoch < epochs) {
    const epoch = state.epoch;
    const order = [...shuffledBatches(objective.examples, batchSize, generator.fork(`epoch ${epoch}`), batching)];
    for (const indices of order.slice(state.cursor)) {
      if (signal?.aborted) return;
      const done = await takeStep(
        objective,
        state,
        indices,
        generator.fork(`step ${state.step}`),
        steps * epochs,
        options,
      );
      yield { type: "step", epoch, epochs, examples: indices.length, totalSteps: steps * epochs, ...done };
      await pause();
    }
    const loss = state.lossSum / steps;
    Object.assign(state, { epoch: epoch + 1, cursor: 0, lossSum: 0, history: [...state.history, loss] });
    yield { type: "epoch", epoch: epoch + 1, epochs, step: state.step, loss };
  }
}

/** Batches in one epoch, none smaller than `minimum` (default 1). */
export function batchesPerEpoch(
  examples: number,
  { batchSize, ...batching }: Pick<MinimizeOptions, "batchSize" | "dropLast"> & { readonly minimum?: number },
): number {
  const count = batchCount(examples, batchSize, batching);
  demand(count > 0, () => ({
    argument: "batchSize",
    expected: `at most the ${examples} examples`,
    received: String(batchSize),
    remedy: "Use a smaller batch or more data",
  }));
  return count;
}

async function takeStep<B extends tf.TensorContainer>(
  objective: Objective<B>,
  state: TrainingState,
  indices: Int32Array,
  generator: Generator,
  totalSteps: number,
  { optimizer, schedule = constant, clipNorm }: MinimizeOptions,
) {
  const step = state.step + 1;
  const learningRate = optimizer.learningRate * schedule(step, totalSteps);
  const { terms, gradients } = differentiateOnce(objective, state.parameters, await objective.load(indices), generator);
  const values = await readTerms(terms);
  const loss = values.total!;
  if (!Number.isFinite(loss)) {
    tf.dispose(gradients);
    throw divergence(loss, step);
  }
  applyUpdate(state, gradients, optimizer, { step, learningRate, overwrite: true }, clipNorm);
  state.lossSum += loss;
  return { step, learningRate, loss, terms: values };
}

/** Terms and gradients of a batch, which is disposed of. */
function differentiateOnce<B extends tf.TensorContainer>(
  { differentiate, evaluate }: Objective<B>,
  parameters: Parameters,
  batch: B,
  generator: Generator,
): Differentiated {
  try {
    return (differentiate ?? differentiateWith(evaluate))(parameters, batch, generator);
  } finally {
    tf.dispose(batch);
  }
}

function differentiateWith<B>(evaluate: (parameters: Parameters, batch: B, generator: Generator) => LossTerms) {
  return (parameters: Parameters, batch: B, generator: Generator): Differentiated =>
    termsAndGradients((current) => evaluate(current, batch, generator), parameters);
}

function applyUpdate(
  state: TrainingState,
  gradients: Parameters,
  optimizer: Optimizer,
  context: UpdateContext,
  clipNorm: number | undefined,
): void {
  const before = { parameters: state.parameters, optimizer: state.optimizer };
  const next = tf.tidy(() => {
    const layout = flatLayout(state.parameters);
    const raw = toFlat(layout, gradients);
    const gradient = clipNorm === undefined ? raw : clipGradient(raw, clipNorm);
    const updated = optimizer.update(toFlat(layout, state.parameters), gradient, state.optimizer, context);
    return { parameters: fromFlat(layout, updated.parameters) as tf.NamedTensorMap, optimizer: { ...updated.state } };
  });
  tf.dispose([before.parameters, before.optimizer, gradients]);
  Object.assign(state, next, { step: context.step, cursor: state.cursor + 1 });
}

async function readTerms(terms: tf.NamedTensorMap): Promise<Record<string, number>> {
  const values = await Promise.all(Object.entries(terms).map(async ([name, term]) => [name, (await term.data())[0]]));
  tf.dispose(terms);
  return Object.fromEntries(values);
}

function divergence(loss: number, step: number): Error {
  return refusal({
    argument: `loss at step ${step}`,
    expected: "a finite number",
    received: String(loss),
    remedy: "Lower the learning rate, clip the gradient, raise the temperature, or check the data for NaN",
  });
}

/** Refuses a state that was started with an optimiser of another kind. */
function demandOptimizer(optimizer: Optimizer, state: TrainingState): void {
  const fresh = optimizer.init(1);
  const names = (vectors: object) => Object.keys(vectors).sort().join(", ") || "none";
  const [wanted, found] = [names(fresh), names(state.optimizer)];
  tf.dispose({ ...fresh });
  demand(wanted === found, () => ({
    argument: "state",
    expected: `the vectors of the optimizer "${optimizer.name}" (${wanted})`,
    received: found,
    remedy: "Start it with the same optimizer: pass the same options to startFit and to fit",
  }));
}

/** Refuses counts that are not positive integers, by name. */
export function demandPositive(counts: Record<string, number>): void {
  for (const [argument, value] of Object.entries(counts))
    demand(Number.isInteger(value) && value > 0, () => ({
      argument,
      expected: "a positive integer",
      received: String(value),
    }));
}

/** Lets timers, signals and rendering run every 30 ms, and costs nothing in between. */
function cooperativePause(): () => Promise<void> {
  let last = Date.now();
  return async () => {
    if (Date.now() - last < 30) return;
    await new Promise((resolve) => setTimeout(resolve));
    last = Date.now();
  };
}
