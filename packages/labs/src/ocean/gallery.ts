import { type Embeddings, type FactoredScores, factoredScores } from "@crosstilt/core";
import { createOcean, drawCoefficients } from "@crosstilt/dataset-ocean/physics";

/** The candidates of a seed: coefficients of the fields 0, 1, …, `[size, 2K]`. */
export function galleryOf(seed: number, size: number): Float64Array {
  const ocean = createOcean({ seed });
  const width = 2 * ocean.wavevectors.length;
  const gallery = new Float64Array(size * width);
  for (let i = 0; i < size; i++) gallery.set(drawCoefficients(ocean, i), i * width);
  return gallery;
}

/**
 * Cosines of embeddings (rows) with candidates (columns), after a division of both by a scale.
 *
 * @param embeddings `[n, width]`.
 * @param gallery `[m, width]`.
 * @param scale `[width]`; one when absent.
 */
export function cosines(
  embeddings: ArrayLike<number>,
  gallery: ArrayLike<number>,
  width: number,
  scale?: ArrayLike<number>,
): FactoredScores {
  return factoredScores({ u: unitRows(embeddings, width, scale), v: unitRows(gallery, width, scale) });
}

/** Rows `[n, width]` divided by a scale `[width]`, one when absent, and by their lengths. */
export function unitRows(rows: ArrayLike<number>, width: number, scale?: ArrayLike<number>): Embeddings {
  const vectors = Float32Array.from(rows, (value, i) => value / (scale?.[i % width] ?? 1));
  for (let first = 0; first < vectors.length; first += width) {
    const row = vectors.subarray(first, first + width);
    const length = Math.hypot(...row);
    for (let k = 0; k < width; k++) row[k]! /= length;
  }
  return { vectors, dimension: width };
}
