import type { Parameters } from "@crosstilt/core";
import { type Ocean, pathVelocities, velocityCount, velocityRows } from "@crosstilt/dataset-ocean";
import { lowRankQuadratic, type QuadraticHeads } from "@crosstilt/metrics";
import * as tf from "@tensorflow/tfjs-core";
import type { ScorePairs } from "./objective.js";
import type { OceanQuadratic } from "./settings.js";

/**
 * The general quadratic model (§3.3.3) that knows the physics: `s(ψ, v) = ⟨a(v), ψ⟩ − ½ ψᵀM(v)ψ + β(v)`, where M(v) and a(v) are
 * the normal equations of a few velocities along the path, each weighted by a learned precision. Where the cosine must say
 * with one vector what it knows, this says how well it knows it in every direction.
 */
export interface QuadraticModel {
  parameters(): Parameters;
  readonly score: ScorePairs;
  /** Precision of the velocity at every place, `[count]`. */
  precisions(parameters: Parameters): Float32Array;
  /** Rank of M(v). */
  readonly rank: number;
}

export function quadraticModel(
  ocean: Ocean,
  { stride, noise }: Pick<OceanQuadratic, "stride" | "noise">,
): QuadraticModel {
  const count = velocityCount(ocean.settings.points, stride);
  return {
    rank: 2 * count,
    parameters: () => ({ logNoise: tf.fill([count], Math.log(noise)) }),
    score: (parameters, u, v) => {
      const { rows, values } = velocityEquations(ocean, v, stride);
      // Both equations of a place share its noise.
      const weights = tf.reshape(
        tf.stack(
          [1, 1].map(() => tf.exp(tf.neg(parameters.logNoise!))),
          1,
        ),
        [1, -1, 1],
      );
      return lowRankQuadratic(u, {
        rows: tf.mul(rows, weights),
        values: tf.mul(values, tf.squeeze(weights, [2])),
      });
    },
    precisions: ({ logNoise }) => tf.tidy(() => tf.exp(tf.mul(logNoise!, -2)).dataSync() as Float32Array),
  };
}

/** Velocities along paths `[m, points, columns]` as linear equations of the coefficients. */
function velocityEquations(ocean: Ocean, paths: tf.Tensor, stride: number): QuadraticHeads {
  const [m, width] = [paths.shape[0], 2 * ocean.wavevectors.length];
  const rank = 2 * velocityCount(ocean.settings.points, stride);
  const all = paths.dataSync();
  const [rows, values] = [new Float32Array(m * rank * width), new Float32Array(m * rank)];
  const both = new Float64Array(2 * width);
  for (let i = 0; i < m; i++) {
    const path = all.subarray((i * all.length) / m, ((i + 1) * all.length) / m);
    const { count, x, y, t, velocity } = pathVelocities(ocean, path, stride);
    for (let n = 0; n < count; n++) {
      velocityRows(ocean, [x[n]!, y[n]!], t[n]!, both);
      rows.set(both, (i * rank + 2 * n) * width);
    }
    values.set(velocity, i * rank);
  }
  return { rows: tf.tensor3d(rows, [m, rank, width]), values: tf.tensor2d(values, [m, rank]) };
}
