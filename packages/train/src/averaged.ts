import { demand } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Optimizer } from "./optimizer.js";

/**
 * An optimiser that also keeps a running mean of the parameters, `m ← d m + (1 − d) θ`, which validation, the weights that are kept and
 * those of the finished model are taken from: steps that differ by chance cancel (Polyak and Juditsky 1992).
 *
 * @param decay d, in [0, 1): the mean is over about 1/(1 − d) steps.
 * @example
 * const optimizer = averaged(adamW(), 0.98);
 */
export function averaged(optimizer: Optimizer, decay: number): Optimizer {
  demand(decay >= 0 && decay < 1, () => ({
    argument: "decay",
    expected: "a number >= 0 and < 1",
    received: String(decay),
  }));
  return {
    ...optimizer,
    init: (size) => ({ ...optimizer.init(size), average: tf.zeros([size]) }),
    update(parameters, gradient, { average, ...own }, context) {
      const step = optimizer.update(parameters, gradient, own, context);
      const mean = tf.tidy(() => tf.add(tf.mul(average!, decay), tf.mul(step.parameters, 1 - decay)) as tf.Tensor1D);
      return { parameters: step.parameters, state: { ...step.state, average: mean } };
    },
    // The mean began at zero.
    weights: (parameters, { average }, step) => (step > 0 ? tf.div(average!, 1 - decay ** step) : tf.clone(parameters)),
  };
}
