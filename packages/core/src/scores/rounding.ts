import type { Embeddings } from "./embeddings.js";

/** Twice the bound on d products and sums in float32, of vectors whose lengths multiply to `reach`. */
export const roundingError = (d: number, reach: number, bias = 0): number => ((d + 8) * reach + 2 * bias) * 2 ** -23;

/** The length of each row, `[n]`. */
export function lengthsOf({ vectors, dimension: d }: Embeddings): Float64Array {
  const lengths = new Float64Array(vectors.length / d);
  for (let row = 0; row < lengths.length; row++) {
    let sum = 0;
    for (let at = row * d; at < (row + 1) * d; at++) sum += vectors[at]! * vectors[at]!;
    lengths[row] = Math.sqrt(sum);
  }
  return lengths;
}

/** The largest magnitude; 0 when there is none. */
export function greatest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}
