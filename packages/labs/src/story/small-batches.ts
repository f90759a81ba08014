import type { NumberPairs } from "./pairs.js";

/**
 * The slope a of the score `s = a uv` at which the two-sided conditional loss is smallest when the pairs are cut into batches of
 * `size`, each with its own normalisers. Standard normal pairs of correlation ρ have `a = ρ` for large batches, and
 * `2ρ/(2 − ρ²) > ρ` for batches of two (docs/theory.md, section 16).
 */
export function batchSlope(pairs: NumberPairs, size: number): number {
  return minimise([0], ([slope]) => {
    const total = newDerivatives(1);
    for (const { u, v } of batchesOf(pairs, size))
      for (let i = 0; i < size; i++) {
        addSoftmax(total, slope!, u[i]!, v, v[i]!);
        addSoftmax(total, slope!, v[i]!, u, u[i]!);
      }
    return total;
  })[0]!;
}

/**
 * The same slope by learned normalisers: the functions `b(h) = c + k h²/2` stand in for `log E e^s` and are learned with it, so that
 * no batch biases it (Nguyen, Wainwright, Jordan 2010).
 */
export function unbiasedSlope(pairs: NumberPairs, size: number): number {
  return minimise([0, 0, 0], (at) => {
    const total = newDerivatives(3);
    for (const { u, v } of batchesOf(pairs, size))
      for (let i = 0; i < size; i++) {
        addLearned(total, at, u[i]!, v, i);
        addLearned(total, at, v[i]!, u, i);
      }
    return total;
  })[0]!;
}

/** Whole batches; what is left over at the end is left out. */
function batchesOf({ u, v }: NumberPairs, size: number): NumberPairs[] {
  return Array.from({ length: Math.floor(u.length / size) }, (_, k) => ({
    u: u.slice(k * size, (k + 1) * size),
    v: v.slice(k * size, (k + 1) * size),
  }));
}

/** Gradient and Hessian of a convex function, summed up. */
interface Derivatives {
  readonly gradient: number[];
  readonly hessian: number[][];
}

const newDerivatives = (size: number): Derivatives => ({
  gradient: new Array<number>(size).fill(0),
  hessian: Array.from({ length: size }, () => new Array<number>(size).fill(0)),
});

/** Adds those of `log Σ_j e^{a x y_j} − a x y` in a: a mean and a variance under the softmax. */
function addSoftmax(
  { gradient, hessian }: Derivatives,
  slope: number,
  x: number,
  others: readonly number[],
  own: number,
) {
  let [mass, first, second] = [0, 0, 0];
  for (const other of others) {
    const product = x * other;
    const weight = Math.exp(slope * product);
    mass += weight;
    first += weight * product;
    second += weight * product * product;
  }
  const mean = first / mass;
  gradient[0]! += mean - x * own;
  hessian[0]![0]! += second / mass - mean ** 2;
}

/** Adds those of `e^{−b(x)} mean_{j ≠ i} e^{a x y_j} + b(x) − a x y_i` in (a, c, k). */
function addLearned(
  { gradient, hessian }: Derivatives,
  [a, c, k]: readonly number[],
  x: number,
  others: readonly number[],
  i: number,
): void {
  const half = (x * x) / 2;
  const [rise, share] = [-c! - k! * half, 1 / (others.length - 1)];
  gradient[0]! -= x * others[i]!;
  gradient[1]! += 1;
  gradient[2]! += half;
  for (const [j, other] of others.entries()) {
    if (j === i) continue;
    const slopes = [x * other, -1, -half];
    const weight = share * Math.exp(a! * x * other + rise);
    for (const [m, slope] of slopes.entries()) {
      gradient[m]! += weight * slope;
      for (const [n, also] of slopes.entries()) hessian[m]![n]! += weight * slope * also;
    }
  }
}

/** The minimum of a convex function by Newton's method; steps are at most ½ long, which keeps exponentials in reach. */
function minimise(start: readonly number[], derivativesAt: (at: readonly number[]) => Derivatives): number[] {
  let at = [...start];
  for (let round = 0; round < 40; round++) {
    const { gradient, hessian } = derivativesAt(at);
    const step = solved(hessian, gradient);
    const length = Math.hypot(...step);
    const factor = Math.min(1, 0.5 / length);
    at = at.map((value, i) => value - factor * step[i]!);
    if (length < 1e-7) break;
  }
  return at;
}

/** `A⁻¹ b` of a positive definite matrix, by elimination. */
function solved(A: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = A.map((row, i) => [...row, b[i]!]);
  for (const [k, pivot] of rows.entries())
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = row[k]! / pivot[k]!;
      for (let j = k; j < row.length; j++) row[j]! -= factor * pivot[j]!;
    }
  return rows.map((row, i) => row.at(-1)! / row[i]!);
}
