import { type FactoredScores, scoreOf } from "./factored-scores.js";
import type { Relevance } from "./relevance.js";
import { type ScoreTile, scoreTiles } from "./score-tiles.js";

/** How a query's relevant entries rank in the gallery. */
export interface QueryRank {
  readonly query: number;
  /** Of the best relevant entry among all others: 1 + those strictly better + half of those equal. */
  readonly rank: number;
  /** Mean over the relevant entries of the share of relevant ones down to their rank, ties ruled likewise. */
  readonly averagePrecision: number;
}

/** The scores of one query's relevant entries in ascending order, and what the gallery says about them. */
interface Targets {
  readonly scores: Float64Array;
  /** `between[p]`: entries of the gallery above exactly p targets. */
  readonly between: Float64Array;
  /** `equal[p]`: entries that equal target p, counted at the first of equal targets. */
  readonly equal: Float64Array;
}

/**
 * The rank of every query that has relevant entries, exactly and without sorting: two passes over the relevant scores and
 * one over all, O(block) memory beside the answer.
 */
export function queryRanks(scores: FactoredScores, relevance: Relevance): QueryRank[] {
  const targets = relevance.map((list, i) => newTargets(Array.from(list, (j) => scoreOf(scores, i, j))));
  for (const tile of scoreTiles(scores)) count(tile, targets);
  return targets.flatMap((target, query) => (target.scores.length > 0 ? [rankOf(query, target)] : []));
}

function newTargets(scores: number[]): Targets {
  const sorted = Float64Array.from(scores).sort();
  return { scores: sorted, between: new Float64Array(sorted.length + 1), equal: new Float64Array(sorted.length) };
}

function count({ row, rows, columns, scores }: ScoreTile, targets: readonly Targets[]): void {
  for (let i = 0; i < rows; i++) {
    const { scores: sorted, between, equal } = targets[row + i];
    if (sorted.length === 0) continue;
    for (let j = 0; j < columns; j++) {
      const score = scores[i * columns + j];
      const below = targetsBelow(sorted, score);
      if (sorted[below] === score) equal[below] += 1;
      between[below] += 1;
    }
  }
}

/** How many targets lie strictly below a score. */
function targetsBelow(sorted: Float64Array, score: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < score) low = middle + 1;
    else high = middle;
  }
  return low;
}

function rankOf(query: number, { scores, between, equal }: Targets): QueryRank {
  const r = scores.length;
  let [better, precision, rank, last] = [between[r], 0, 0, r];
  // Groups of equal targets from the best to the worst.
  while (last > 0) {
    const first = targetsBelow(scores, scores[last - 1]);
    const [size, ties] = [last - first, equal[first]];
    const relevantAbove = r - last;
    if (last === r) rank = 1 + better + (ties - size) / 2;
    precision += (size * (1 + relevantAbove + (size - 1) / 2)) / (1 + better + (ties - 1) / 2);
    for (let p = first; p < last; p++) better += between[p];
    last = first;
  }
  return { query, rank, averagePrecision: precision / r };
}
