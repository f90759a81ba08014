import { type OptionValues, resolveOptions } from "@crosstilt/core";
import { ADAM_KERNEL, hasKernel } from "@crosstilt/core/backend";
import * as tf from "@tensorflow/tfjs-core";
import type { Optimizer, OptimizerStep } from "./optimizer.js";

export const adamOptions = {
  learningRate: { type: "number", default: 1e-3, above: 0, description: "step size before the schedule" },
  beta1: { type: "number", default: 0.9, minimum: 0, maximum: 0.999999, description: "decay of the mean gradient" },
  beta2: { type: "number", default: 0.999, minimum: 0, maximum: 0.999999, description: "decay of the mean square" },
  epsilon: { type: "number", default: 1e-8, above: 0, description: "added to the root mean square" },
} as const;

export const adamWOptions = {
  ...adamOptions,
  weightDecay: { type: "number", default: 0.01, minimum: 0, description: "decoupled decay, times the learning rate" },
} as const;

/**
 * Adam (Kingma & Ba 2015) with bias correction.
 *
 * @example
 * const optimizer = adam({ learningRate: 1e-4 });
 */
export function adam(given?: Partial<OptionValues<typeof adamOptions>>): Optimizer {
  const options = resolveOptions("adam", adamOptions, given);
  return build("adam", { ...options, weightDecay: 0 }, options);
}

/** Adam with decoupled weight decay (Loshchilov & Hutter 2019). */
export function adamW(given?: Partial<OptionValues<typeof adamWOptions>>): Optimizer {
  const options = resolveOptions("adamW", adamWOptions, given);
  return build("adamW", options, options);
}

type Settings = OptionValues<typeof adamWOptions>;

function build(name: string, settings: Settings, options: Record<string, unknown>): Optimizer {
  return {
    name,
    options,
    learningRate: settings.learningRate,
    init: (size) => ({ mean: tf.zeros([size]), square: tf.zeros([size]) }),
    update: (parameters, gradient, { mean, square }, { step, learningRate, overwrite = false }) => {
      const inputs = { parameters, gradient, mean: mean!, square: square! };
      const hyper = { ...settings, learningRate, step };
      const fused = hasKernel(ADAM_KERNEL);
      return fused ? fusedStep(inputs, { ...hyper, overwrite }) : plainStep(inputs, hyper);
    },
  };
}

type AdamInputs = Readonly<Record<"parameters" | "gradient" | "mean" | "square", tf.Tensor1D>>;
type AdamHyper = Settings & { readonly step: number };

function fusedStep(inputs: AdamInputs, attributes: AdamHyper & { readonly overwrite: boolean }): OptimizerStep {
  const outputs = tf.engine().runKernel(ADAM_KERNEL, inputs, attributes) as unknown as tf.Tensor1D[];
  return { parameters: outputs[0]!, state: { mean: outputs[1]!, square: outputs[2]! } };
}

function plainStep({ parameters, gradient, mean, square }: AdamInputs, hyper: AdamHyper): OptimizerStep {
  const { beta1, beta2, epsilon, learningRate, weightDecay, step } = hyper;
  const [m, v, p] = tf.tidy(() => {
    const newMean = tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)) as tf.Tensor1D;
    const newSquare = tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)) as tf.Tensor1D;
    const root = tf.sqrt(tf.div(newSquare, 1 - beta2 ** step));
    const change = tf.div(tf.mul(newMean, learningRate / (1 - beta1 ** step)), tf.add(root, epsilon));
    const decayed = weightDecay > 0 ? tf.mul(parameters, 1 - learningRate * weightDecay) : parameters;
    return [newMean, newSquare, tf.sub<tf.Tensor1D>(decayed, change)];
  });
  return { parameters: p, state: { mean: m, square: v } };
}
