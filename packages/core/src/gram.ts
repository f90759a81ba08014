import * as tf from "@tensorflow/tfjs-core";
import { demand, describe } from "./errors.js";
import type { Kernel, KernelInput } from "./kernel.js";
import { withGradient } from "./with-gradient.js";

/**
 * Gram matrix `K_ij = k(x_i, x_j)` of raw samples `[n, …]`, `[n, n]`; `"median"` takes the median distance in the batch as
 * bandwidth. No gradient flows into the samples. The caller disposes of it.
 *
 * @throws when the kernel returns another shape, or samples are not finite where the median is asked for.
 * @example
 * const gram = gramMatrix(samples, gaussianKernel(), "median");
 */
export function gramMatrix(samples: tf.Tensor, { name, evaluate }: Kernel, bandwidth: number | "median"): tf.Tensor2D {
  return withGradient((raw: tf.Tensor) => {
    const value = evaluate(kernelInput(raw, bandwidth));
    const n = raw.shape[0];
    demand(value instanceof tf.Tensor && value.rank === 2 && value.shape.every((size) => size === n), () => ({
      argument: `kernel "${name}"`,
      expected: `a Gram matrix of shape [${n},${n}]`,
      received: describe(value),
    }));
    return { value, saved: [raw], gradient: (_: tf.Tensor2D, [inputs]) => [tf.zerosLike(inputs)] };
  })(samples);
}

/** Squared distances below this share of the squared lengths about the mean are rounding. */
const ROUNDING = 1e-6;

function kernelInput(samples: tf.Tensor, bandwidth: number | "median"): KernelInput {
  const x = tf.reshape(tf.cast(samples, "float32"), [samples.shape[0], -1]) as tf.Tensor2D;
  const squaredDistances = squaredDistancesOf(x);
  const length = bandwidth === "median" ? medianDistance(squaredDistances) : bandwidth;
  return {
    x,
    squaredDistances,
    bandwidth: length,
    get innerProducts() {
      return tf.matMul(x, x, false, true) as tf.Tensor2D;
    },
  };
}

/** Of rows about their mean: far from the origin the squares would cancel. */
function squaredDistancesOf(x: tf.Tensor2D): tf.Tensor2D {
  const centred = tf.sub(x, tf.mean(x, 0)) as tf.Tensor2D;
  const lengths = tf.sum(tf.square(centred), 1, true);
  const both = tf.add(lengths, tf.transpose(lengths));
  const squares = tf.sub(both, tf.mul(tf.matMul(centred, centred, false, true), 2));
  const apart = tf.mul(tf.step(tf.sub(squares, tf.mul(both, ROUNDING))), tf.sub(1, tf.eye(x.shape[0])));
  return tf.mul(squares, apart) as tf.Tensor2D;
}

/** Median of the distances between samples that differ (the median heuristic); 1 when all coincide. */
function medianDistance(squares: tf.Tensor2D): number {
  const n = squares.shape[0];
  const entries = squares.dataSync();
  demand(entries.every(Number.isFinite), () => ({
    argument: "samples",
    expected: "finite numbers",
    received: "NaN or infinity",
  }));
  const values = entries.filter((value, entry) => value > 0 && entry % n > Math.floor(entry / n)).sort();
  return values.length > 0 ? Math.sqrt(values[Math.floor(values.length / 2)]!) : 1;
}
