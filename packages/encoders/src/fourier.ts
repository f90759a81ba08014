import { defineEncoder, sizeOf } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import { dense, denseParameters } from "./dense.js";
import { flatten } from "./vector-input.js";

/**
 * A linear map of random Fourier features, `g(x) = G √(2/k) cos(Ω x/ℓ + φ) + b` with Ω standard normal and φ uniform on [0, 2π): a
 * linear map in the feature space of the Gaussian kernel `exp(−|x − y|²/2ℓ²)` (Rahimi and Recht 2007).
 */
export const fourier = defineEncoder({
  name: "fourier",
  summary: "A linear map of random Fourier features.",
  source: "Rahimi and Recht 2007",
  options: {
    features: { type: "number", integer: true, minimum: 1, default: 1024, description: "random features, k" },
    bandwidth: { type: "number", above: 0, default: 1, description: "distance ℓ at which samples are unlike" },
    dimension: { type: "number", integer: true, minimum: 1, default: 64, description: "dimension of the embeddings" },
  },
  build({ features, bandwidth, dimension }, inputShape) {
    const inputs = sizeOf(inputShape);
    return {
      dimension,
      parameters: (generator) => ({
        "fourier.kernel": tf.tensor2d(
          Float32Array.from({ length: inputs * features }, () => generator.normal() / bandwidth),
          [inputs, features],
        ),
        "fourier.bias": tf.tensor1d(Float32Array.from({ length: features }, () => 2 * Math.PI * generator.uniform())),
        ...denseParameters("linear", features, dimension, generator),
      }),
      apply(parameters, samples) {
        const waves = tf.cos(dense("fourier", parameters, flatten(samples, inputs)));
        return dense("linear", parameters, tf.mul(waves, Math.sqrt(2 / features)) as tf.Tensor2D);
      },
    };
  },
});
