import type * as tf from "@tensorflow/tfjs-core";

/** The flat vectors an optimiser carries from step to step; plain data, so a resumed run is the same run. */
export type OptimizerState = Readonly<Record<string, tf.Tensor1D>>;

export interface OptimizerStep {
  readonly parameters: tf.Tensor1D;
  readonly state: OptimizerState;
}

export interface UpdateContext {
  /** Counts from 1. */
  readonly step: number;
  readonly learningRate: number;
  /** The caller reads parameters and state no more, so the results may take their memory; default false. */
  readonly overwrite?: boolean;
}

/** A pair of pure functions over one flat parameter vector `[p]`. */
export interface Optimizer {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly learningRate: number;
  /** The state before the first step, for p parameters. The caller disposes of it. */
  init(size: number): OptimizerState;
  /** One update; leaves its inputs alone unless `context.overwrite`. The caller disposes of the inputs as well as of the results. */
  update(parameters: tf.Tensor1D, gradient: tf.Tensor1D, state: OptimizerState, context: UpdateContext): OptimizerStep;
  /** The parameters to use and to keep, `[p]`, where they are not those of the last step. The caller disposes of them. */
  weights?(parameters: tf.Tensor1D, state: OptimizerState, step: number): tf.Tensor1D;
}
