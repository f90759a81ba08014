import { type ApplyContext, demand } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** While training, zero with probability `rate` and `x/(1 − rate)` otherwise; x itself at any other time. */
export function dropout<T extends tf.Tensor>(x: T, rate: number, context: ApplyContext | undefined): T {
  if (rate === 0 || !context?.training) return x;
  const { generator } = context;
  demand(generator !== undefined, () => ({
    argument: "context.generator",
    expected: "a generator, because dropout is random",
    received: "none",
  }));
  const kept = Float32Array.from({ length: x.size }, () => (generator.uniform() < rate ? 0 : 1 / (1 - rate)));
  return tf.mul(x, tf.tensor(kept, x.shape));
}
