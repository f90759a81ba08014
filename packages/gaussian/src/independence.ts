import { cholesky, logDetCholesky } from "./decompositions.js";
import { combine, identity, type Matrix, product, scale, transpose } from "./matrix.js";
import { uniforms } from "./uniforms.js";
import type { WhiteRows } from "./whitened.js";

/** How often shuffled pairs look at least as dependent as the pairs themselves. */
export interface PermutationTest {
  readonly pValue: number;
  readonly permutations: number;
}

/**
 * Permutation test of independence with Wilks' statistic `−log det(I − Ω̂ᵀΩ̂)`: exact at any number of pairs and for any
 * marginals, if the pairs are independent of each other. Seeded: the same rows give the same answer.
 */
export function permutationTest({ x, y }: WhiteRows, permutations: number): PermutationTest {
  const order = y.map((_, i) => i);
  const observed = wilks(x, y);
  const uniform = uniforms(1);
  let reached = 0;
  for (let k = 0; k < permutations; k += 1) {
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = Math.floor(uniform() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    const shuffled = order.map((i) => y[i]!);
    if (wilks(x, shuffled) >= observed) reached += 1;
  }
  return { pValue: (reached + 1) / (permutations + 1), permutations };
}

/** Of white rows; Infinity where one side determines a direction of the other. */
function wilks(x: Matrix, y: Matrix): number {
  const [narrow, wide] = x[0]!.length <= y[0]!.length ? [x, y] : [y, x];
  const cross = scale(1 / x.length, product(transpose(narrow), wide));
  const rest = combine(1, identity(cross.length), -1, product(cross, transpose(cross)));
  const lower = cholesky(rest);
  return lower === null ? Number.POSITIVE_INFINITY : -logDetCholesky(lower);
}
