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
 * Permutation test of independence with Wilks' statistic `−log det(I − Ω̂ᵀΩ̂)`: exact at any number of pairs and for any marginals, if
 * the groups of pairs are independent of each other: whole groups change places, with those of their size. Seeded: the same rows give
 * the same answer.
 *
 * @param groups the rows of each group (default: each row by itself).
 */
export function permutationTest(
  { x, y }: WhiteRows,
  permutations: number,
  groups: readonly (readonly number[])[] = y.map((_, i) => [i]),
): PermutationTest {
  const observed = wilks(x, y);
  const uniform = uniforms(1);
  const classes = bySize(groups);
  let reached = 0;
  for (let k = 0; k < permutations; k += 1) {
    const shuffled = [...y];
    for (const members of classes) {
      const order = shuffledPlaces(members.length, uniform);
      members.forEach((rows, place) => {
        const from = members[order[place]!]!;
        rows.forEach((row, i) => {
          shuffled[row] = y[from[i]!]!;
        });
      });
    }
    // Sums in another order differ by rounding.
    if (wilks(x, shuffled) >= observed * (1 - 1e-12)) reached += 1;
  }
  return { pValue: (reached + 1) / (permutations + 1), permutations };
}

/** The share of groups that another of their size can change places with. */
export const movableShare = (groups: readonly (readonly number[])[]): number =>
  bySize(groups).reduce((sum, members) => sum + (members.length > 1 ? members.length : 0), 0) / groups.length;

function bySize(groups: readonly (readonly number[])[]): (readonly number[])[][] {
  const classes = new Map<number, (readonly number[])[]>();
  for (const rows of groups) {
    const known = classes.get(rows.length);
    if (known) known.push(rows);
    else classes.set(rows.length, [rows]);
  }
  return [...classes.values()];
}

function shuffledPlaces(count: number, uniform: () => number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i -= 1) {
    const j = Math.floor(uniform() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Of white rows; Infinity where one side determines a direction of the other. */
function wilks(x: Matrix, y: Matrix): number {
  const [narrow, wide] = x[0]!.length <= y[0]!.length ? [x, y] : [y, x];
  const cross = scale(1 / x.length, product(transpose(narrow), wide));
  const rest = combine(1, identity(cross.length), -1, product(cross, transpose(cross)));
  const lower = cholesky(rest);
  return lower === null ? Number.POSITIVE_INFINITY : -logDetCholesky(lower);
}
