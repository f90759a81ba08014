/// <reference lib="esnext.disposable" preserve="true" />
import {
  type FactoredScores,
  factoredScores,
  type Loss,
  type NumericArray,
  type Pairs,
  sampleArray,
} from "@crosstilt/core";
import { fitTemperature } from "@crosstilt/evaluation";
import * as tf from "@tensorflow/tfjs-core";
import { adam } from "./adam.js";
import { type EpochResult, isBest, type PatienceOptions, watchPatience } from "./best-epoch.js";
import { centreOf, type EmbeddedSamples, embedPairs, embedSamples, type WeightedModel } from "./embed.js";
import { type FitOptions, type FitStep, fit, startFit } from "./fit.js";
import { type BimodalSpec, bimodal, type Side } from "./model.js";
import { disposeState, weightsOf } from "./training-state.js";
import { validationLoss } from "./validation-loss.js";

/** Two encoders, a metric and a loss. */
export interface TrainSpec extends BimodalSpec {
  readonly loss: Loss;
}

export interface TrainOptions extends Omit<FitOptions, "loss">, PatienceOptions {
  /** Pairs that are not trained on: they choose the epoch whose weights are kept and calibrate the probabilities. */
  readonly validation?: Pairs;
  /** Whose weights are kept (default "best", by the validation loss; without validation pairs the last). */
  readonly keep?: "best" | "last";
  /** Awaited, so that a program can show the step, or wait. */
  onStep?(step: FitStep): unknown;
  onEpoch?(epoch: EpochResult): void;
}

/** A trained model. `dispose` it, or declare it with `using`. */
export interface Model extends WeightedModel, Disposable {
  readonly loss: Loss;
  /** Pairs in a batch of the training. */
  readonly batchSize: number;
  /** Scores are divided by it, so that match probabilities are those of validation pairs; 1 without any. */
  readonly temperature: number;
  readonly epochs: readonly EpochResult[];
  /** One side of the score form for samples `[n, …]`, as numbers, calibrated. */
  embed(side: Side, samples: NumericArray): Promise<EmbeddedSamples>;
  /** The calibrated scores between all samples u and all samples v of pairs. */
  scores(pairs: Pairs): Promise<FactoredScores>;
  /** Frees the weights. */
  dispose(): void;
}

/**
 * Trains two encoders on pairs, with validation, early stopping and the best epoch; needs a backend (`useBestBackend`). The
 * caller disposes of the model.
 *
 * @param pairs to train on, at least two.
 * @throws when the signal aborts, with its reason; when the loss stops being finite.
 * @example
 * const model = await train({ u: mlp(), v: mlp(), metric: cosine(), loss: conditional() }, pairs, { validation, epochs: 20 });
 * const { vectors } = await model.embed("u", { data, shape: [400, 6] });
 */
export async function train(spec: TrainSpec, pairs: Pairs, options: TrainOptions = {}): Promise<Model> {
  const { loss, ...encoders } = spec;
  const { validation, patience, minimumChange, keep = "best", onStep, onEpoch, ...rest } = options;
  const model = bimodal(encoders, pairs.shape);
  const settings = { batchSize: 512, optimizer: adam(), ...rest, loss };
  const state = startFit(model, settings);
  const epochs: EpochResult[] = [];
  const exhausted = watchPatience({ patience, minimumChange }, epochs);
  let best: WeightedModel["parameters"] | undefined;
  try {
    for await (const event of fit(model, pairs, state, settings)) {
      if (event.type === "step") await onStep?.(event);
      else {
        const weights = weightsOf(state, settings.optimizer);
        const line = await resultOf({ model, parameters: weights }, event, loss, settings.batchSize, validation);
        const kept = keep === "best" && isBest(line, epochs);
        tf.dispose(kept ? best : weights);
        if (kept) best = weights;
        epochs.push(line);
        onEpoch?.(line);
        if (exhausted.after(line)) break;
      }
    }
    options.signal?.throwIfAborted();
    const parameters = best ?? weightsOf(state, settings.optimizer);
    best = undefined;
    const { batchSize } = settings;
    const weighted = { model, parameters, centre: await centreOf({ model, parameters }, pairs) };
    return await calibrated({ ...weighted, loss, batchSize, epochs, temperature: 1 }, validation);
  } finally {
    disposeState(state);
    tf.dispose(best);
  }
}

/** What a model is without its functions. */
export type ModelParts = Omit<Model, "embed" | "scores" | "dispose" | typeof Symbol.dispose>;

/** A model of its parts; takes over the weights. */
export function modelOf(parts: ModelParts): Model {
  const { temperature } = parts;
  const dispose = () => tf.dispose(parts.parameters);
  return {
    ...parts,
    embed: async (side, samples) => scaled(await embedSamples(parts, side, sampleArray(side, samples)), temperature),
    scores: async (pairs) => scaledScores(await embedPairs(parts, pairs), temperature),
    dispose,
    [Symbol.dispose]: dispose,
  };
}

/** Embeddings whose scores are divided by a temperature. */
export function scaled({ bias, scale, ...rows }: EmbeddedSamples, temperature: number): EmbeddedSamples {
  return { ...rows, scale: scale / temperature, ...(bias && { bias: bias.map((value) => value / temperature) }) };
}

/** Scores divided by a temperature. */
export function scaledScores({ u, v, scale }: FactoredScores, temperature: number): FactoredScores {
  const [left, right] = [scaled({ ...u, scale }, temperature), scaled({ ...v, scale }, temperature)];
  return factoredScores({ u: left, v: right, scale: left.scale });
}

/** Validation pairs that probabilities are calibrated on. */
export const CALIBRATED = 4000;

async function calibrated(parts: ModelParts, validation: Pairs | undefined): Promise<Model> {
  if (!validation || validation.length < 2) return modelOf(parts);
  try {
    const some = { ...validation, length: Math.min(validation.length, CALIBRATED) };
    return modelOf({ ...parts, temperature: await fitTemperature(await embedPairs(parts, some)) });
  } catch (error) {
    tf.dispose(parts.parameters);
    throw error;
  }
}

async function resultOf(
  { model, parameters }: WeightedModel,
  { epoch, step, loss: value }: EpochResult,
  loss: Loss,
  batchSize: number,
  validation: Pairs | undefined,
): Promise<EpochResult> {
  const line = { epoch, step, loss: value };
  if (!validation) return line;
  return { ...line, validationLoss: await validationLoss(model, parameters, validation, loss, { batchSize }) };
}
