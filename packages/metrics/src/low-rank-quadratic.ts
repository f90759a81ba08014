import { demand, describe, type ScoreForm } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

/** What an encoder with two heads says of m samples v: rows of B(v) `[m, r, d]` and the values c(v) `[m, r]` they meet. */
export interface QuadraticHeads {
  readonly rows: tf.Tensor3D;
  readonly values: tf.Tensor2D;
}

/**
 * The general quadratic metric of §3.3.3 with a matrix of rank r that depends on v, `s(u, v) = −½ |B(v) u − c(v)|²`: the same as
 * `⟨a(v), u⟩ − ½ uᵀ M(v) u + β(v)` with `M = BᵀB`, `a = Bᵀc`, `β = −½|c|²`, without the cancellation between its terms. Not an
 * inner product of few dimensions, so the form holds the n × m scores themselves, O(n m r) on the way; u `[n, d]`.
 *
 * @example
 * const form = lowRankQuadratic(u, { rows, values }); // a score form for every loss on scores
 */
export function lowRankQuadratic(u: tf.Tensor2D, { rows, values }: QuadraticHeads): ScoreForm {
  const [m, rank, dimension] = rows.shape;
  demand(u.shape[1] === dimension && values.shape[0] === m && values.shape[1] === rank, () => ({
    argument: "heads",
    expected: "u [n, d], rows [m, r, d] and values [m, r]",
    received: `u ${describe(u)}, rows ${describe(rows)} and values ${describe(values)}`,
  }));
  return tf.tidy(() => {
    const met = tf.matMul(u, tf.reshape(rows, [m * rank, dimension]) as tf.Tensor2D, false, true);
    const missed = tf.reshape(tf.square(tf.sub(met, tf.reshape(values, [1, -1]))), [-1, rank]);
    const matrix = tf.reshape(tf.mul(tf.sum(missed, 1), -0.5), [-1, m]) as tf.Tensor2D;
    return { u: matrix, v: tf.eye(m) };
  });
}
