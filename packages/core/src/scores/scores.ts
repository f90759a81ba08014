import { demand } from "../errors.js";

/** A block of a score matrix: rows `row …` and columns `column …`, in row-major order. */
export interface ScoreBlock {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
  /** `[rows, columns]`; overwritten by the next block. */
  readonly values: Float64Array | Float32Array;
  /** Bounds `|values − exact|`; 0 where the values are the exact ones. */
  readonly error: number;
}

/** Columns `first … first + count` and, of each row, those that may be among its k best, counted from `first`. */
export interface CandidateBlock {
  readonly first: number;
  readonly count: number;
  /** n lists, in order of columns; null where too many may be. */
  readonly candidates: readonly (Int32Array | null)[];
}

/**
 * A score matrix `[n, m]`, rectangular or square, that is asked questions without ever existing: `logSumExp`, `softmaxMoments`,
 * `distribution`, `queryRanks`, `topK`, `diagonal`. Two engines stand behind it: the exact one (float64, sums in order) and
 * the fast one (the backend's float32 products with a bound on their error), which is used where its error decides nothing.
 */
export interface Scores {
  readonly shape: readonly [n: number, m: number];
  /** One entry, exactly; equal entries are equal bits. */
  at(i: number, j: number): number;
  /**
   * The matrix block by block, for each row in order of columns; O(block) memory.
   *
   * @param tolerance the error that may be in the values (default 0: the exact engine).
   */
  blocks(tolerance?: number): Iterable<ScoreBlock>;
  /** What an exact search for the k best need look at; null or absent where looking at everything is as fast. */
  candidates?(k: number): Iterable<CandidateBlock> | null;
  /** The matrix with rows and columns exchanged; shares the numbers. */
  transposed(): Scores;
}

/**
 * Scores that are numbers already, such as those of a metric that does not factor. The numbers stay the caller's.
 *
 * @param values `[n, m]` in row-major order.
 * @throws when the numbers are not n · m or not finite.
 * @example
 * const ranks = queryRanks(denseScores(Float64Array.of(3, 1, 2, 5), [2, 2]), [[0], [1]]);
 */
export function denseScores(values: Float64Array | Float32Array, shape: readonly [n: number, m: number]): Scores {
  const [n, m] = shape;
  demand(Number.isInteger(n) && Number.isInteger(m) && n > 0 && m > 0 && values.length === n * m, () => ({
    argument: "scores",
    expected: `n · m numbers, n and m positive`,
    received: `${values.length} numbers for the shape [${shape}]`,
  }));
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  demand(wrong < 0, () => ({
    argument: `scores[${Math.floor(wrong / m)}, ${wrong % m}]`,
    expected: "a finite number",
    received: String(values[wrong]),
  }));
  return matrix(values, shape);
}

function matrix(values: Float64Array | Float32Array, [n, m]: readonly [number, number]): Scores {
  return {
    shape: [n, m],
    at: (i, j) => values[i * m + j]!,
    *blocks() {
      yield { row: 0, rows: n, column: 0, columns: m, values, error: 0 };
    },
    transposed() {
      const exchanged = values.slice();
      for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) exchanged[j * n + i] = values[i * m + j]!;
      return matrix(exchanged, [m, n]);
    },
  };
}

/**
 * The scores of true pairs, row i with column i, `[n]`, exactly. Refuses matrices that are not square.
 *
 * @example
 * const meanScore = diagonal(scores).reduce((sum, score) => sum + score, 0) / scores.shape[0];
 */
export function diagonal(scores: Scores): Float64Array {
  const [n, m] = scores.shape;
  demand(n === m, () => ({ argument: "pairs", expected: `${n} rows of v, as many as of u`, received: String(m) }));
  return Float64Array.from({ length: n }, (_, i) => scores.at(i, i));
}
