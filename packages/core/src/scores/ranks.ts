import type { ScoreBlock, Scores } from "./scores.js";

/** `relevance[i]`: the columns that are right for row i. */
export type Relevance = readonly ArrayLike<number>[];

/** Entries of a row that have one score, some of them relevant. */
export interface TiedGroup {
  /** Entries of the row with a better score. */
  readonly better: number;
  /** Entries with this score, the relevant ones among them. */
  readonly tied: number;
  /** Relevant entries with this score, at least 1. */
  readonly relevant: number;
}

/** Where a row's relevant entries stand among all of its entries. */
export interface QueryRank {
  readonly query: number;
  /** From the best score to the worst. */
  readonly groups: readonly TiedGroup[];
}

/**
 * Where the relevant entries of each row stand, exactly and without sorting: counts of better and of tied entries. Rows
 * without relevant entries are left out. The fast engine's scores decide whatever their error cannot change; the rest is scored
 * exactly.
 *
 * @param scores `[n, m]`.
 * @param relevance n lists of columns.
 * @example
 * const [{ groups }] = queryRanks(scores, [[0], [1]]);
 * const rank = groups[0].better + (groups[0].tied + 1) / 2; // the mean over random orders of ties
 */
export function queryRanks(scores: Scores, relevance: Relevance): QueryRank[] {
  const targets = relevance.map((list, i) => newTargets(Float64Array.from(list, (j) => scores.at(i, j))));
  for (const block of scores.blocks(Number.POSITIVE_INFINITY)) count(block, targets, scores);
  return targets.flatMap((target, query) => (target.scores.length > 0 ? [{ query, groups: groupsOf(target) }] : []));
}

/** The scores of one row's relevant entries in ascending order, and what the row says about them. */
interface Targets {
  readonly scores: Float64Array;
  /** `between[p]`: entries above exactly p targets. */
  readonly between: Float64Array;
  /** `equal[p]`: entries that equal target p, counted at the first of equal targets. */
  readonly equal: Float64Array;
}

function newTargets(scores: Float64Array): Targets {
  scores.sort();
  return { scores, between: new Float64Array(scores.length + 1), equal: new Float64Array(scores.length) };
}

function count(
  { row, rows, column, columns, values, error }: ScoreBlock,
  targets: readonly Targets[],
  of: Scores,
): void {
  for (let i = 0; i < rows; i++) {
    const { scores: sorted, between, equal } = targets[row + i]!;
    if (sorted.length === 0) continue;
    for (let j = 0; j < columns; j++) {
      let score = values[i * columns + j]!;
      let below = targetsBelow(sorted, score - error);
      if (error > 0 && sorted[below]! <= score + error) {
        score = of.at(row + i, column + j);
        below = targetsBelow(sorted, score);
      }
      if (sorted[below] === score) equal[below]! += 1;
      between[below]! += 1;
    }
  }
}

/** How many targets lie strictly below a score. */
function targetsBelow(sorted: Float64Array, score: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < score) low = middle + 1;
    else high = middle;
  }
  return low;
}

function groupsOf({ scores, between, equal }: Targets): TiedGroup[] {
  const groups: TiedGroup[] = [];
  let better = between[scores.length]!;
  let last = scores.length;
  while (last > 0) {
    const first = targetsBelow(scores, scores[last - 1]!);
    groups.push({ better, tied: equal[first]!, relevant: last - first });
    for (let p = first; p < last; p++) better += between[p]!;
    last = first;
  }
  return groups;
}
