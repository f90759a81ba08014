import { demand } from "../errors.js";

/** The embeddings of one side of a score form, as numbers. */
export interface Embeddings {
  /** `[n, dimension]` in row-major order. */
  readonly vectors: Float32Array;
  readonly dimension: number;
  /** Added to every score of a row, `[n]`: α or β of the score form; zero when absent. */
  readonly bias?: Float32Array;
}

/**
 * The number of rows.
 *
 * @example
 * countOf({ vectors: new Float32Array(12), dimension: 4 }); // 3
 */
export function countOf({ vectors, dimension }: Embeddings): number {
  return vectors.length / dimension;
}

/**
 * Rows of embeddings at some places, in that order, as a copy.
 *
 * @param rows indices from 0 to n − 1, `[k]`.
 * @example
 * takeRows({ vectors: Float32Array.of(1, 2, 3), dimension: 1 }, [2, 0]).vectors; // [3, 1]
 */
export function takeRows<E extends Embeddings>(embeddings: E, rows: ArrayLike<number>): E {
  const { vectors, dimension, bias } = embeddings;
  const taken = new Float32Array(rows.length * dimension);
  for (let i = 0; i < rows.length; i++)
    taken.set(vectors.subarray(rows[i]! * dimension, (rows[i]! + 1) * dimension), i * dimension);
  const biases = bias && { bias: Float32Array.from(rows, (row) => bias[row]!) };
  return { ...embeddings, vectors: taken, ...biases };
}

/** Refuses embeddings without rows, of ragged length or with numbers that are not finite. */
export function demandEmbeddings(argument: string, { vectors, dimension, bias }: Embeddings): void {
  const n = vectors.length / dimension;
  demand(Number.isInteger(dimension) && dimension > 0 && Number.isInteger(n) && n > 0, () => ({
    argument,
    expected: "at least one row of a positive dimension",
    received: `${vectors.length} numbers of dimension ${dimension}`,
  }));
  demand(bias === undefined || bias.length === n, () => ({
    argument: `${argument}.bias`,
    expected: `${n} numbers, one for each row`,
    received: String(bias?.length),
  }));
  demandFinite(argument, vectors, dimension);
  if (bias) demandFinite(`${argument}.bias`, bias, 1);
}

function demandFinite(argument: string, numbers: Float32Array, dimension: number): void {
  let wrong = 0;
  while (wrong < numbers.length && numbers[wrong]! - numbers[wrong]! === 0) wrong += 1;
  demand(wrong === numbers.length, () => ({
    argument: `${argument}, row ${Math.floor(wrong / dimension)}`,
    expected: "finite numbers",
    received: String(numbers[wrong]),
    remedy: "Look for NaN in the inputs or a diverged training",
  }));
}
