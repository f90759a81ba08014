import { cloneParameters, demand, type Parameters } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { flatLayout, fromFlat, toFlat } from "./flat.js";
import type { Optimizer, OptimizerState } from "./optimizer.js";

/** Everything a run is at a moment; saved and restored, the run goes on as if nothing had happened. */
export interface TrainingState {
  parameters: Parameters;
  optimizer: OptimizerState;
  /** Steps done. */
  step: number;
  /** Epochs done. */
  epoch: number;
  /** Batches done of the current epoch. */
  cursor: number;
  /** Sum of their losses. */
  lossSum: number;
  /** Mean loss of every epoch done. */
  history: readonly number[];
}

/** The state before the first step; takes over the parameters. */
export function startTraining(parameters: Parameters, optimizer: Optimizer): TrainingState {
  const size = Object.values(parameters).reduce((sum, tensor) => sum + tensor.size, 0);
  demand(size > 0, () => ({
    argument: "parameters",
    expected: "at least one to train",
    received: "none",
    remedy: "Use an encoder or a metric with learned parameters",
  }));
  return { parameters, optimizer: optimizer.init(size), step: 0, epoch: 0, cursor: 0, lossSum: 0, history: [] };
}

/** Frees the optimiser's tensors and, unless told to keep them, the parameters. */
export function disposeState(state: TrainingState, { keepParameters = false } = {}): void {
  tf.dispose(state.optimizer);
  if (!keepParameters) tf.dispose(state.parameters);
}

/** The parameters that a training has come to: those of the last step, or what the optimiser makes of them. The caller disposes of them. */
export function weightsOf(
  { parameters, optimizer, step }: TrainingState,
  { weights }: Pick<Optimizer, "weights">,
): Parameters {
  return tf.tidy(() => {
    if (!weights) return cloneParameters(parameters) as tf.NamedTensorMap;
    const layout = flatLayout(parameters);
    return fromFlat(layout, weights(toFlat(layout, parameters), optimizer, step)) as tf.NamedTensorMap;
  });
}
