import { type OptionValues, resolveOptions } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import type { Optimizer } from "./optimizer.js";

export const sgdOptions = {
  learningRate: { type: "number", default: 1e-2, above: 0, description: "step size before the schedule" },
  momentum: { type: "number", default: 0.9, minimum: 0, maximum: 0.999999, description: "decay of the velocity" },
  nesterov: { type: "boolean", default: false, description: "look ahead along the velocity" },
} as const;

/**
 * Stochastic gradient descent with momentum.
 *
 * @example
 * const optimizer = sgd({ learningRate: 0.1, momentum: 0 });
 */
export function sgd(given?: Partial<OptionValues<typeof sgdOptions>>): Optimizer {
  const options = resolveOptions("sgd", sgdOptions, given);
  const { momentum, nesterov } = options;
  return {
    name: "sgd",
    options,
    learningRate: options.learningRate,
    init: (size) => ({ velocity: tf.zeros([size]) }),
    update(parameters, gradient, state, { learningRate }) {
      const [velocity, moved] = tf.tidy(() => {
        const next = tf.add(tf.mul(state.velocity!, momentum), gradient) as tf.Tensor1D;
        const direction = nesterov ? tf.add(gradient, tf.mul(next, momentum)) : next;
        return [next, tf.sub<tf.Tensor1D>(parameters, tf.mul(direction, learningRate))];
      });
      return { parameters: moved, state: { velocity } };
    },
  };
}
