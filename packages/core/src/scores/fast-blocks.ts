import * as tf from "@tensorflow/tfjs-core";
import { hasKernel } from "../backend-kernels.js";
import { TOP_SCORES_KERNEL } from "../kernel-names.js";
import { countOf, type Embeddings } from "./embeddings.js";
import type { Factors } from "./factors.js";
import { greatest, lengthsOf, roundingError } from "./rounding.js";
import type { ScoreBlock } from "./scores.js";
import type { BlockBounds } from "./screening.js";

const ROWS = 256;
const COLUMNS = 4096;

/** Below so many products the exact engine is as fast. */
const WORTH_IT = 2 ** 20;

/** Products beyond which float32 may overflow. */
const LARGEST = 2 ** 120;

/**
 * The fast engine: products in float32 by the current backend, if it is one of fast kernels that are read without waiting and
 * every error is at most the tolerance; else null. Blocks come in order of columns.
 *
 * @param bounds those of v, where they are known.
 */
export function fastBlocks(
  factors: Required<Factors>,
  tolerance: number,
  bounds: readonly BlockBounds[] | undefined,
): Iterable<ScoreBlock> | null {
  const { u, v, scale } = factors;
  if (!(tolerance > 0) || u.vectors.length * countOf(v) < WORTH_IT || !hasKernel(TOP_SCORES_KERNEL)) return null;
  const [length, bias] = bounds
    ? [greatest(bounds.map((block) => block.length)), greatest(bounds.map((block) => block.bias))]
    : [greatest(lengthsOf(v)), greatest(v.bias ?? [])];
  const reach = greatest(lengthsOf(u)) * length;
  // The bound is on float32 products; what is done in float64 after them adds 2⁻⁵⁰ of the numbers it is done on.
  const size = Math.abs(scale) * reach + greatest(u.bias ?? []) + bias;
  const error = Math.abs(scale) * roundingError(u.dimension, reach) + 2 ** -50 * size;
  return reach < LARGEST && error <= tolerance ? blocksOf(factors, error) : null;
}

function* blocksOf({ u, v, scale }: Required<Factors>, error: number): Generator<ScoreBlock> {
  const [n, m] = [countOf(u), countOf(v)];
  const buffer = new Float64Array(Math.min(n, ROWS) * Math.min(m, COLUMNS));
  for (let column = 0; column < m; column += COLUMNS) {
    const columns = Math.min(COLUMNS, m - column);
    const right = rowsOf(v, column, columns);
    try {
      for (let row = 0; row < n; row += ROWS) {
        const rows = Math.min(ROWS, n - row);
        const tensor = tf.tidy(() => tf.matMul(rowsOf(u, row, rows), right, false, true));
        const products = tensor.dataSync();
        tensor.dispose();
        for (let i = 0; i < rows; i++) {
          const alpha = u.bias?.[row + i] ?? 0;
          for (let j = 0; j < columns; j++) {
            const at = i * columns + j;
            buffer[at] = scale * products[at]! + alpha + (v.bias?.[column + j] ?? 0);
          }
        }
        yield { row, rows, column, columns, values: buffer, error };
      }
    } finally {
      right.dispose();
    }
  }
}

const rowsOf = ({ vectors, dimension }: Embeddings, start: number, rows: number): tf.Tensor2D =>
  tf.tensor2d(vectors.subarray(start * dimension, (start + rows) * dimension), [rows, dimension]);
