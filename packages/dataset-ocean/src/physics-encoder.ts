import { defineEncoder, demand, type Encoder, sizeOf } from "@crosstilt/core";
import { withGradient } from "@crosstilt/core/backend";
import * as tf from "@tensorflow/tfjs-core";
import { factorise, solveFactored } from "./cholesky.js";
import { createNormalEquations } from "./normal-equations.js";
import type { Ocean } from "./ocean.js";

export interface PhysicsOptions {
  /** Every `stride`-th point of a path gives two equations. */
  readonly stride: number;
  /** Noise of the velocities from which the learned precisions start. */
  readonly noise: number;
}

/**
 * An encoder that knows the physics and learns what is left open: velocities along the path times modes pool into normal
 * equations, whose solution with learned precisions d_k and gains c_k is the embedding, `c ∘ S (S Aᵀ A S + diag d)⁻¹ S Aᵀ y`.
 * At d = σ² and c = 1 it is the posterior mean of the coefficients under velocity noise σ. Trained end to end: the solve is
 * differentiated implicitly.
 */
export function physicsEncoder(ocean: Ocean, { stride, noise }: PhysicsOptions): Encoder {
  const equations = createNormalEquations(ocean, stride);
  const deviations = [...ocean.deviations, ...ocean.deviations];
  const size = deviations.length;
  return defineEncoder({
    name: "oceanPhysics",
    summary: "Normal equations of the velocities along a path, solved with learned precisions and gains.",
    options: {},
    build(_options, inputShape) {
      const features = sizeOf(inputShape);
      demand(features === ocean.settings.points * 2 * ocean.starts.length, () => ({
        argument: "oceanPhysics input",
        expected: `paths of ${ocean.settings.points} points of this ocean`,
        received: `shape [${inputShape}]`,
      }));
      return {
        dimension: size,
        parameters: () => ({ logPrecision: tf.fill([size], 2 * Math.log(noise)), logGain: tf.zeros([size]) }),
        apply: (parameters, paths) => {
          const whitened = posteriorMeans(paths, parameters.logPrecision as tf.Tensor1D, equations);
          return tf.mul(whitened, tf.mul(tf.exp(parameters.logGain!), deviations)) as tf.Tensor2D;
        },
      };
    },
  })();
}

/** `(S Aᵀ A S + diag e^p)⁻¹ S Aᵀ y` of every path `[n, d]`, differentiable in p. */
function posteriorMeans(
  paths: tf.Tensor,
  logPrecision: tf.Tensor1D,
  equations: ReturnType<typeof createNormalEquations>,
): tf.Tensor2D {
  return withGradient((logPrecisions: tf.Tensor1D) => {
    const precision = logPrecisions.dataSync().map(Math.exp);
    const [count, size] = [paths.shape[0], precision.length];
    const { factors, solutions } = solveAll(paths.dataSync(), count, precision, equations);
    const gradient = (dy: tf.Tensor2D): [tf.Tensor] => {
      const slopes = dy.dataSync();
      const slope = new Float32Array(size);
      for (let n = 0; n < count; n++) {
        const adjoint = Float64Array.from(slopes.subarray(n * size, (n + 1) * size));
        solveFactored(factors[n]!, adjoint);
        for (let k = 0; k < size; k++) slope[k]! -= precision[k]! * adjoint[k]! * solutions[n * size + k]!;
      }
      return [tf.tensor1d(slope)];
    };
    return { value: tf.tensor2d(solutions, [count, size]), saved: [], gradient };
  })(logPrecision);
}

function solveAll(
  paths: ArrayLike<number> & { subarray(from: number, to: number): ArrayLike<number> },
  count: number,
  precision: Float32Array | Int32Array | Uint8Array,
  equations: ReturnType<typeof createNormalEquations>,
): { factors: Float64Array[]; solutions: Float32Array } {
  const [length, size] = [paths.length / count, precision.length];
  const solutions = new Float32Array(count * size);
  const factors = Array.from({ length: count }, (_, n) => {
    const { matrix, vector } = equations(paths.subarray(n * length, (n + 1) * length));
    factorise(matrix, precision);
    solveFactored(matrix, vector);
    solutions.set(vector, n * size);
    return matrix;
  });
  return { factors, solutions };
}
