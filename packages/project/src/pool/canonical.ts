import { symmetricEigen } from "@crosstilt/gaussian";
import * as tf from "@tensorflow/tfjs-core";
import type { Moments } from "./moments.js";

/** Canonical directions of both sides in coordinates along principal axes, and their correlations. */
export interface Canonical {
  /** `[k, r]` */
  readonly u: tf.Tensor2D;
  /** `[l, r]` */
  readonly v: tf.Tensor2D;
  /** Descending, `[r]`. */
  readonly correlations: readonly number[];
}

/** Correlations below it are rounding. */
const LEAST = 1e-4;

/**
 * Canonical correlations with a ridge, relative to the mean variance of each side: the singular vectors of
 * `(Λ_u + γ)^{−½} C (Λ_v + γ)^{−½}` along principal axes. The caller disposes of the directions.
 */
export async function ridgeCanonical({ u, v, between }: Moments, ridge: number): Promise<Canonical> {
  const [left, right] = [whitening(u.variances, ridge), whitening(v.variances, ridge)];
  const tall = left.length > right.length;
  const whitened = tf.tensor2d(between.map((row, i) => row.map((entry, j) => entry * left[i]! * right[j]!)));
  const gram = tf.tidy(() => tf.matMul(whitened, whitened, tall, !tall));
  const { values, vectors } = symmetricEigen((await gram.array()) as number[][]);
  const rho = values.map((value) => Math.sqrt(Math.max(value, 0)));
  const r = Math.max(1, rho.filter((value) => value > LEAST).length);
  const near = tf.tensor2d(vectors.map((row) => row.slice(0, r)));
  const [us, vs] = tf.tidy(() => {
    const far = tf.div(
      tf.matMul(whitened, near, !tall, false),
      rho.slice(0, r).map((value) => Math.max(value, LEAST)),
    ) as tf.Tensor2D;
    const scaled = (rows: tf.Tensor2D, factors: number[]) =>
      tf.mul(rows, tf.tensor2d(factors, [factors.length, 1])) as tf.Tensor2D;
    return [scaled(tall ? far : near, left), scaled(tall ? near : far, right)] as const;
  });
  tf.dispose([whitened, gram, near]);
  return { u: us, v: vs, correlations: rho.slice(0, r) };
}

function whitening(variances: readonly number[], ridge: number): number[] {
  const mean = variances.reduce((sum, value) => sum + value, 0) / variances.length;
  return variances.map((value) => 1 / Math.sqrt(value + ridge * mean));
}
