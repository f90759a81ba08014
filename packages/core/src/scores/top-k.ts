import { demand } from "../errors.js";
import { atOnce } from "../turns.js";
import type { CandidateBlock, ScoreBlock, Scores } from "./scores.js";

/** The best columns of each row. */
export interface TopK {
  /** `[n, k]`, best first; of equal scores the smaller index first. */
  readonly indices: Int32Array;
  /** `[n, k]`. */
  readonly scores: Float32Array;
  readonly k: number;
}

/**
 * The k best columns of each row of a score matrix, exactly, in O(block + n k) memory; fewer when there are fewer columns.
 * Refuses k below 1.
 *
 * @param scores `[n, m]`.
 * @example
 * const { indices } = topK(await readScores(form), 5); // indices[5 * i] is the best match of query i
 */
export function topK(scores: Scores, k: number): TopK {
  return atOnce(topKSteps(scores, k));
}

/**
 * {@link topK} that yields now and then, for `inTurns`.
 *
 * @param scores `[n, m]`.
 * @example
 * const { indices } = await inTurns(topKSteps(scores, 5));
 */
export function* topKSteps(scores: Scores, k: number): Generator<undefined, TopK> {
  demandCount(k);
  const [n, m] = scores.shape;
  const width = Math.min(k, m);
  const best = {
    scores: new Float64Array(n * width).fill(Number.NEGATIVE_INFINITY),
    indices: new Int32Array(n * width),
  };
  const candidates = scores.candidates?.(width);
  if (candidates) for (const block of candidates) yield* collectCandidates(scores, block, best, width);
  else
    for (const block of scores.blocks()) {
      collect(block, best, width);
      yield;
    }
  for (let row = 0; row < n; row++) sortRow(best, row * width, width);
  return { indices: best.indices, scores: Float32Array.from(best.scores), k: width };
}

/** Refuses a number of answers that is none. */
export function demandCount(k: number): void {
  demand(Number.isInteger(k) && k >= 1, () => ({ argument: "k", expected: "an integer >= 1", received: String(k) }));
}

/** Scores that are read between two turns. */
const READ = 4096;

interface Heaps {
  readonly scores: Float64Array;
  readonly indices: Int32Array;
}

/** Puts what beats the worst kept score of its row, at the root of the row's heap, in its place. */
function collect({ row, rows, column, columns, values }: ScoreBlock, best: Heaps, width: number): void {
  for (let i = 0; i < rows; i++) {
    const root = (row + i) * width;
    for (let j = 0; j < columns; j++) {
      const score = values[i * columns + j]!;
      // Columns come in order, so an equal score that comes later is the worse one.
      if (score > best.scores[root]!) sink(best, root, width, score, column + j);
    }
  }
}

/** The same from candidates alone, scored exactly; rows with too many of them are read whole. */
function* collectCandidates(
  scores: Scores,
  { first, count, candidates }: CandidateBlock,
  best: Heaps,
  width: number,
): Generator<undefined> {
  for (const [row, columns] of candidates.entries()) {
    const places = columns?.length ?? count;
    for (let i = 0; i < places; i++) {
      const j = first + (columns ? columns[i]! : i);
      const score = scores.at(row, j);
      if (score > best.scores[row * width]!) sink(best, row * width, width, score, j);
      if (i % READ === READ - 1) yield;
    }
    yield;
  }
}

/** Replaces the root of a heap and restores its order: no parent is better than its children. */
function sink({ scores, indices }: Heaps, root: number, width: number, score: number, index: number): void {
  let place = 0;
  for (let child = 1; child < width; child = 2 * place + 1) {
    if (child + 1 < width && worse(scores, indices, root + child + 1, root + child)) child += 1;
    if (scores[root + child]! >= score) break;
    scores[root + place] = scores[root + child]!;
    indices[root + place] = indices[root + child]!;
    place = child;
  }
  scores[root + place] = score;
  indices[root + place] = index;
}

function worse(scores: Float64Array, indices: Int32Array, a: number, b: number): boolean {
  return scores[a]! < scores[b]! || (scores[a] === scores[b] && indices[a]! > indices[b]!);
}

function sortRow({ scores, indices }: Heaps, start: number, width: number): void {
  const pairs = Array.from({ length: width }, (_, i) => ({ score: scores[start + i]!, index: indices[start + i]! }));
  pairs.sort((a, b) => b.score - a.score || a.index - b.index);
  pairs.forEach(({ score, index }, i) => {
    scores[start + i] = score;
    indices[start + i] = index;
  });
}
