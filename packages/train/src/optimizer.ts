import type * as tf from "@tensorflow/tfjs-core";

/** The flat vectors an optimiser carries from step to step; plain data, so a resumed run is the same run. */
export type OptimizerState = Readonly<Record<string, tf.Tensor1D>>;

export interface OptimizerStep {
  readonly parameters: tf.Tensor1D;
  readonly state: OptimizerState;
}

/** A pair of pure functions over one flat parameter vector `[p]`. */
export interface Optimizer {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly learningRate: number;
  /** The state before the first step, for p parameters. The caller disposes of it. */
  init(size: number): OptimizerState;
  /** One update; `step` counts from 1. Leaves its inputs alone; the caller disposes of the results. */
  update(
    parameters: tf.Tensor1D,
    gradient: tf.Tensor1D,
    state: OptimizerState,
    context: { readonly step: number; readonly learningRate: number },
  ): OptimizerStep;
}
