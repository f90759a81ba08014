import { createGenerator, type Pairs } from "@crosstilt/core";
import { momentsOf, plugInLaw, solveCholesky } from "@crosstilt/gaussian";
import * as tf from "@tensorflow/tfjs-core";

const times = (a: number[][], b: number[][]): number[][] =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
const transposed = (a: number[][]): number[][] => a[0]!.map((_, j) => a.map((row) => row[j]!));

/** A law of u in R³ and v in R² with canonical correlations 0.6 and 0.35. */
export const law = {
  covariance: (() => {
    const correlations = [
      [1, 0, 0, 0.6, 0],
      [0, 1, 0, 0, 0.35],
      [0, 0, 1, 0, 0],
      [0.6, 0, 0, 1, 0],
      [0, 0.35, 0, 0, 1],
    ];
    const mixing = [
      [1.2, 0.3, 0, 0, 0],
      [-0.4, 0.8, 0.2, 0, 0],
      [0, 0.5, 1, 0, 0],
      [0, 0, 0, 0.9, 0.5],
      [0, 0, 0, -0.3, 1.1],
    ];
    return times(times(mixing, correlations), transposed(mixing));
  })(),
  split: 3,
};

/** Rows whose empirical mean and covariance are exactly `mean` and the law's. */
export function exactRows(count: number, mean = [0, 0, 0, 0, 0]): number[][] {
  const rng = createGenerator(5);
  const white = Array.from({ length: count }, () => Array.from({ length: 5 }, () => rng.normal()));
  const split = (rows: number[][]) => ({ u: rows.map((row) => row.slice(0, 3)), v: rows.map((row) => row.slice(3)) });
  const moments = momentsOf(split(white));
  const empirical = plugInLaw(moments).cholesky;
  const target = plugInLaw({ count, split: 3, mean, scatter: law.covariance.map((row) => row.map((x) => x * count)) });
  // L_target L_empirical⁻¹, with L⁻ᵀ = (L Lᵀ)⁻¹ L.
  const map = times(target.cholesky, transposed(solveCholesky(empirical, empirical)));
  return white.map((row) => {
    const centred = row.map((value, i) => [value - moments.mean[i]!]);
    return times(map, centred).map(([value], i) => value! + mean[i]!);
  });
}

/** Rows as pairs to train on. */
export function pairsOf(rows: number[][]): Pairs {
  const flat = Float32Array.from(rows.flat());
  const columns = (indices: ArrayLike<number>, from: number, to: number) => {
    const out = new Float32Array(indices.length * (to - from));
    for (let i = 0; i < indices.length; i++)
      out.set(flat.subarray(indices[i]! * 5 + from, indices[i]! * 5 + to), i * (to - from));
    return tf.tensor2d(out, [indices.length, to - from]);
  };
  const batch = (indices: ArrayLike<number>) => ({ u: columns(indices, 0, 3), v: columns(indices, 3, 5) });
  return { length: rows.length, shape: { u: [3], v: [2] }, batch };
}
