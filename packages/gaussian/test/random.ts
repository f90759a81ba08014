// Seeded randomness, random covariances with a chosen condition number, and a quasi-Newton minimiser for the tests.

import { svd } from "../src/decompositions.js";
import { build, type Matrix, product, transpose } from "../src/matrix.js";

/** A small seeded generator (mulberry32 with Box-Muller normals). */
export function generator(seed: number) {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal, integer: (low: number, high: number) => low + Math.floor(uniform() * (high - low + 1)) };
}

export type Generator = ReturnType<typeof generator>;

export const randomMatrix = (rng: Generator, rows: number, columns: number): Matrix =>
  build(rows, columns, () => rng.normal());

/** A random positive definite matrix whose eigenvalues spread log-uniformly over [1/condition, 1]. */
export function randomCovariance(rng: Generator, n: number, condition: number): Matrix {
  const { left } = svd(randomMatrix(rng, n, n));
  const eigenvalues = Array.from({ length: n }, (_, i) => {
    const position = n === 1 ? 0 : i === 0 ? 0 : i === n - 1 ? 1 : rng.uniform();
    return condition ** -position;
  });
  const root = left.map((row) => row.map((value, j) => value * Math.sqrt(eigenvalues[j]!)));
  const full = product(root, transpose(root));
  return build(n, n, (i, j) => (full[i]![j]! + full[j]![i]!) / 2);
}

/** 200 laws: dimensions 1 to 12, every rank, condition numbers 1 to 1e8. */
export function randomLaws(count: number, seed: number, maximalLogCondition = 8) {
  const rng = generator(seed);
  return Array.from({ length: count }, () => {
    const [p, q] = [rng.integer(1, 12), rng.integer(1, 12)];
    const condition = 10 ** (rng.uniform() * maximalLogCondition);
    return {
      covariance: randomCovariance(rng, p + q, condition),
      split: p,
      p,
      q,
      rank: rng.integer(1, Math.min(p, q)),
      condition,
    };
  });
}
