// What estimates from N Gaussian pairs are off by: docs/theory.md, section 14.
import { sum } from "./matrix.js";
import { refuse } from "./refuse.js";
import { chiSquaredTail, digamma } from "./special-functions.js";

/** How many pairs, and the coordinates of both sides. */
export interface SampleSize {
  readonly count: number;
  readonly p: number;
  readonly q: number;
}

/**
 * First-order bias of the i-th sample canonical correlation, for distinct ones (Lawley 1959):
 * `(1−σ_i²)/(2Nσ_i) [p+q−2−σ_i² + 2(1−σ_i²) Σ_{j≠i} σ_j²/(σ_i²−σ_j²)]`.
 * @example
 * canonicalCorrelationBias([0.8, 0.3], 0, { count: 500, p: 3, q: 2 });
 */
export function canonicalCorrelationBias(sigma: readonly number[], i: number, { count, p, q }: SampleSize): number {
  const square = sigma[i]! ** 2;
  const others = sum(sigma.map((other, j) => (j === i ? 0 : other ** 2 / (square - other ** 2))));
  return ((1 - square) / (2 * count * sigma[i]!)) * (p + q - 2 - square + 2 * (1 - square) * others);
}

/**
 * `E Î − I` of the plug-in mutual information of Gaussian pairs, exact whatever the correlations: with divisor-N covariances,
 * `½ [Ψ(p) + Ψ(q) − Ψ(p+q)]`, `Ψ(d) = Σ_{j≤d} ψ((N−j)/2)`; about `pq/(2N)`.
 */
export function informationBias({ count, p, q }: SampleSize): number {
  demandSize({ count, p, q }, 0);
  return 0.5 * (digammas(p, count) + digammas(q, count) - digammas(p + q, count));
}

/**
 * `I − E log ρ̂(u, v)` on fresh pairs: what the plug-in likelihood ratio of N Gaussian pairs loses, exact; about `pq/(2N)`.
 * Needs N > p + q + 2.
 */
export function ratioExcess({ count, p, q }: SampleSize): number {
  demandSize({ count, p, q }, 2);
  const part = (d: number) => 0.5 * (digammas(d, count) + (d * (count + 1)) / (count - d - 2));
  return part(p + q) - part(p) - part(q);
}

/**
 * Expected squared error of the least-squares prediction of u from v beyond the unavoidable part, as a multiple of
 * `tr C_{u|v}`: `q(N+1)/(N(N−q−2)) + 1/N`, exact. Needs N > q + 2.
 */
export function regressionExcess({ count, q }: { readonly count: number; readonly q: number }): number {
  demandSize({ count, p: 0, q }, 2);
  return (q * (count + 1)) / (count * (count - q - 2)) + 1 / count;
}

/** `E KL(true u|v, plug-in u|v)` to first order, `(pq + p + p(p+1)/2)/(2N)`: the marginal of u is estimated as well. */
export const conditionalExcess = ({ count, p, q }: SampleSize): number => (p * q + p + (p * (p + 1)) / 2) / (2 * count);

/** Bartlett's test that all canonical correlations from the `skipped`-th on are zero. */
export interface BartlettTest {
  /** `−(N − 1 − (p+q+1)/2) Σ log(1 − σ̂²)`, to be held against χ² with `degrees` degrees of freedom. */
  readonly statistic: number;
  readonly degrees: number;
  readonly pValue: number;
}

/**
 * Bartlett's test of independence, or with `skipped` that no further pair is correlated. Its size is right for large N
 * whatever the marginals, since under independence the covariance of the cross-covariance needs no fourth moments.
 * @example
 * bartlettTest([0.31, 0.12], { count: 200, p: 2, q: 4 }).pValue;
 */
export function bartlettTest(sigma: readonly number[], { count, p, q }: SampleSize, skipped = 0): BartlettTest {
  demandSize({ count, p, q }, 1);
  const logs = sigma.slice(skipped).map((value) => Math.log1p(-(value ** 2)));
  const statistic = -(count - 1 - (p + q + 1) / 2) * sum(logs);
  const degrees = (p - skipped) * (q - skipped);
  return { statistic, degrees, pValue: chiSquaredTail(statistic, degrees) };
}

/** `Σ_{j ≤ d} ψ((N − j)/2)`: `E log det` of a scatter matrix of N samples in d dimensions, up to constants. */
const digammas = (d: number, count: number): number =>
  sum(Array.from({ length: d }, (_, j) => digamma((count - j - 1) / 2)));

function demandSize({ count, p, q }: SampleSize, spare: number): void {
  if (!(count > p + q + spare))
    refuse(
      "count",
      `more than ${p + q + spare} pairs for ${p + q} dimensions`,
      count,
      "Use fewer coordinates or more pairs.",
    );
}
