import { type Pairs, takeSamples } from "@crosstilt/core";
import type { PairCounts } from "@crosstilt/evaluation";
import * as tf from "@tensorflow/tfjs-core";
import { galleriesOf } from "../evaluation/relevance.js";
import { samplesOfPairs } from "../run/samples-of-pairs.js";

/** Different samples of validation pairs as tensors, and which belong together. */
export interface HeldOut {
  readonly u: tf.Tensor;
  readonly v: tf.Tensor;
  readonly pairs: PairCounts;
}

/** Validation pairs that settings and weights are chosen by, at most: score matrices are as large as its square. */
const MOST = 1500;

/** The first validation pairs, to choose by. The caller disposes of the samples. */
export async function heldOut(validation: Pairs): Promise<HeldOut> {
  const arrays = await samplesOfPairs(validation, Math.min(validation.length, MOST));
  const { u, v, pairs } = galleriesOf(arrays);
  const tensor = (side: "u" | "v", rows: Int32Array) => {
    const { data, shape } = takeSamples(arrays[side], rows);
    return tf.tensor(data, [...shape]);
  };
  return { u: tensor("u", u), v: tensor("v", v), pairs };
}
