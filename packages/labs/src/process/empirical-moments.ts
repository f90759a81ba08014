import type { Generator } from "@crosstilt/core";
import type { JointGaussian, Moments } from "@crosstilt/gaussian";

/**
 * Moments of `count` pairs, drawn without drawing the pairs: the mean is normal, and the scatter is a Wishart matrix
 * `L A Aᵀ Lᵀ` with A by Bartlett's decomposition. Exact in law, at a cost that does not depend on `count`.
 */
export function drawMoments({ cholesky, uu }: JointGaussian, count: number, generator: Generator): Moments {
  const size = cholesky.length;
  const factor = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => entry(i, j, count - 1 - i, generator)),
  );
  const root = cholesky.map((row) => combine(row, factor));
  const noise = Array.from({ length: size }, () => generator.normal() / Math.sqrt(count));
  return {
    count,
    split: uu.length,
    mean: cholesky.map((row) => dot(row, noise)),
    scatter: root.map((row) => root.map((other) => dot(row, other))),
  };
}

const entry = (i: number, j: number, freedom: number, generator: Generator): number =>
  j > i ? 0 : j < i ? generator.normal() : Math.sqrt(2 * gamma(freedom / 2, generator));

/** A gamma variable of shape at least 1 (Marsaglia and Tsang 2000). */
function gamma(shape: number, generator: Generator): number {
  const d = shape - 1 / 3;
  for (;;) {
    const x = generator.normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - generator.uniform()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}

const combine = (weights: readonly number[], rows: readonly number[][]): number[] =>
  rows[0]!.map((_, j) => weights.reduce((sum, weight, k) => sum + weight * rows[k]![j]!, 0));

const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
