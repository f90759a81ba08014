import { demand } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** Kernels on raw samples for the MMD losses; ℓ is the bandwidth. */
export const sampleKernelNames = ["gaussian", "laplace", "inverse-multiquadric", "polynomial", "energy"] as const;
export type SampleKernelName = (typeof sampleKernelNames)[number];

/** Options of one modality's kernel, to spread under prefixed names. */
export const sampleKernelOptions = {
  kernelU: { type: "choice", choices: sampleKernelNames, default: "gaussian", description: "kernel on samples of u" },
  kernelV: { type: "choice", choices: sampleKernelNames, default: "gaussian", description: "kernel on samples of v" },
  bandwidthU: {
    type: "number",
    default: "median",
    above: 0,
    keywords: ["median"],
    description: "bandwidth ℓ of the kernel on u; median: of the distances in the batch",
  },
  bandwidthV: {
    type: "number",
    default: "median",
    above: 0,
    keywords: ["median"],
    description: "bandwidth ℓ of the kernel on v; median: of the distances in the batch",
  },
} as const;

const kernels: Record<SampleKernelName, (squares: tf.Tensor2D, products: tf.Tensor2D, l: number) => tf.Tensor> = {
  gaussian: (squares, _products, l) => tf.exp(tf.div(squares, -2 * l * l)),
  laplace: (squares, _products, l) => tf.exp(tf.div(tf.sqrt(squares), -l)),
  "inverse-multiquadric": (squares, _products, l) => tf.rsqrt(tf.add(1, tf.div(squares, l * l))),
  polynomial: (_squares, products, l) => tf.square(tf.add(1, tf.div(products, l * l))),
  energy: (squares) => tf.neg(tf.sqrt(squares)),
};

/**
 * Gram matrix `K_ij = k(x_i, x_j)` of raw samples `[n, …]`, `[n, n]`: gaussian exp(−d²/2ℓ²), laplace exp(−d/ℓ),
 * inverse multiquadric (1 + d²/ℓ²)^−½, polynomial (1 + ⟨x, y⟩/ℓ²)², energy −d. No gradient flows into the samples.
 */
export function gramMatrix(samples: tf.Tensor, name: SampleKernelName, bandwidth: number | "median"): tf.Tensor2D {
  return tf.customGrad((...inputs) => {
    const x = inputs[0] as tf.Tensor;
    return { value: gram(x, name, bandwidth), gradFunc: () => tf.zerosLike(x) };
  })(samples) as tf.Tensor2D;
}

function gram(samples: tf.Tensor, name: SampleKernelName, bandwidth: number | "median"): tf.Tensor2D {
  const x = tf.reshape(tf.cast(samples, "float32"), [samples.shape[0], -1]) as tf.Tensor2D;
  const products = tf.matMul(x, x, false, true) as tf.Tensor2D;
  const lengths = tf.sum(tf.square(x), 1, true);
  const squares = tf.relu(tf.sub(tf.add(lengths, tf.transpose(lengths)), tf.mul(products, 2))) as tf.Tensor2D;
  const apart = tf.mul(squares, tf.sub(1, tf.eye(x.shape[0]))) as tf.Tensor2D;
  return kernels[name](apart, products, bandwidth === "median" ? medianDistance(apart) : bandwidth) as tf.Tensor2D;
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
