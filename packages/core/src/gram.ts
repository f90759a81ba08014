import * as tf from "@tensorflow/tfjs-core";
import { demand, describe } from "./errors.js";
import type { Kernel, KernelInput } from "./kernel.js";

/**
 * Gram matrix `K_ij = k(x_i, x_j)` of raw samples `[n, …]`, `[n, n]`; `"median"` takes the median distance in the batch as
 * bandwidth. No gradient flows into the samples. The caller disposes of it.
 *
 * @throws when the kernel returns another shape, or samples are not finite where the median is asked for.
 * @example
 * const gram = gramMatrix(samples, gaussianKernel(), "median");
 */
export function gramMatrix(samples: tf.Tensor, { name, evaluate }: Kernel, bandwidth: number | "median"): tf.Tensor2D {
  return tf.customGrad((...inputs) => {
    const raw = inputs[0] as tf.Tensor;
    const value = evaluate(kernelInput(raw, bandwidth));
    const n = raw.shape[0];
    demand(value instanceof tf.Tensor && value.rank === 2 && value.shape.every((size) => size === n), () => ({
      argument: `kernel "${name}"`,
      expected: `a Gram matrix of shape [${n},${n}]`,
      received: describe(value),
    }));
    return { value, gradFunc: () => tf.zerosLike(raw) };
  })(samples) as tf.Tensor2D;
}

function kernelInput(samples: tf.Tensor, bandwidth: number | "median"): KernelInput {
  const x = tf.reshape(tf.cast(samples, "float32"), [samples.shape[0], -1]) as tf.Tensor2D;
  const innerProducts = tf.matMul(x, x, false, true) as tf.Tensor2D;
  const lengths = tf.sum(tf.square(x), 1, true);
  const squares = tf.relu(tf.sub(tf.add(lengths, tf.transpose(lengths)), tf.mul(innerProducts, 2)));
  const squaredDistances = tf.mul(squares, tf.sub(1, tf.eye(x.shape[0]))) as tf.Tensor2D;
  const length = bandwidth === "median" ? medianDistance(squaredDistances) : bandwidth;
  return { x, innerProducts, squaredDistances, bandwidth: length };
}

/** Median of the distances between different samples (the median heuristic); 1 when all samples coincide. */
function medianDistance(squares: tf.Tensor2D): number {
  const n = squares.shape[0];
  const values = squares.dataSync().filter((_, entry) => entry % n > Math.floor(entry / n));
  demand(values.every(Number.isFinite), () => ({
    argument: "samples",
    expected: "finite numbers",
    received: "NaN or infinity",
  }));
  const median = values.sort()[Math.floor(values.length / 2)];
  return median > 0 ? Math.sqrt(median) : 1;
}
