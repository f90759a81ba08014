import { randomArray, uniform } from "./numbers.js";

export interface Problem {
  u: ArrayLike<number>;
  v: ArrayLike<number>;
  n: number;
  m: number;
  d: number;
  scale: number;
  alpha?: ArrayLike<number>;
  beta?: ArrayLike<number>;
  excludeDiagonal?: boolean;
}

/** Random embeddings in [-spread, spread). */
export function problem(n: number, m: number, d: number, rest: Partial<Problem> & { spread?: number } = {}): Problem {
  const { spread = 1, ...given } = rest;
  const random = uniform(1);
  const [u, v] = [randomArray(n * d, random, spread), randomArray(m * d, random, spread)];
  return { u, v, n, m, d, scale: 1.5, ...given };
}

export function offsets(n: number, m: number, spread: number) {
  const random = uniform(9);
  return { alpha: randomArray(n, random, spread), beta: randomArray(m, random, spread) };
}

/** All scores in float64. */
export function scoreMatrix({ u, v, n, m, d, scale, alpha, beta }: Problem): number[][] {
  const score = (i: number, j: number) => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += u[i * d + k]! * v[j * d + k]!;
    return scale * sum + (alpha?.[i] ?? 0) + (beta?.[j] ?? 0);
  };
  return Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => score(i, j)));
}
