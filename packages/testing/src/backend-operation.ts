import type * as tf from "@tensorflow/tfjs-core";
import type { NdArray } from "./nd-array.js";

/** An operation that training needs, the shapes to try it on, and the same in plain float64. */
export interface BackendOperation {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  f(...inputs: tf.Tensor[]): tf.Tensor;
  reference(...inputs: NdArray[]): NdArray;
}
