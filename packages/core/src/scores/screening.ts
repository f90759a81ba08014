import * as tf from "@tensorflow/tfjs-core";
import { hasKernel, runKernels } from "../backend-kernels.js";
import { TOP_SCORES_KERNEL } from "../kernel-names.js";
import { countOf, type Embeddings } from "./embeddings.js";
import type { Factors } from "./factors.js";
import { greatest, lengthsOf, roundingError } from "./rounding.js";
import type { CandidateBlock } from "./scores.js";

/** Numbers screened at a time: what is copied to the backend's heap is still in the processor's cache when it is read. */
const BLOCK = 2 ** 20;

/** Candidates beyond k, so that scores which rounding cannot tell apart still fit. */
const SPARE = 8;

/** Below so many products a kernel call is not worth it; beyond so many best the kernel's insertions are not. */
const WORTH_IT = { products: 2 ** 20, best: 128 };

/** What bounds the scores of a block of columns: the largest length of a vector and the largest bias. */
export interface BlockBounds {
  readonly length: number;
  readonly bias: number;
}

/** Whether the current backend screens scores in float32 faster than they are computed in float64. */
export const canScreen = ({ u, v }: Factors, k: number): boolean =>
  k <= WORTH_IT.best && u.vectors.length * countOf(v) >= WORTH_IT.products && hasKernel(TOP_SCORES_KERNEL);

/** The bounds of each block that {@link candidateBlocks} looks at; galleries that are searched often keep them. */
export function blockBounds({ vectors, dimension, bias }: Embeddings): BlockBounds[] {
  return blocksOf(vectors.length / dimension, dimension).map(([first, end]) => ({
    length: greatest(lengthsOf({ vectors: vectors.subarray(first * dimension, end * dimension), dimension })),
    bias: greatest(bias?.subarray(first, end) ?? []),
  }));
}

/**
 * Finds candidates block by block, in order of columns. In float32 a score is off by at most ε; whatever lies 2ε below the
 * k-th best of a block cannot be among the k best of all, and everything else is a candidate, in order of columns.
 */
export function* candidateBlocks(
  { u, v, scale }: Required<Factors>,
  k: number,
  bounds: readonly BlockBounds[] = blockBounds(v),
): Generator<CandidateBlock> {
  const d = u.dimension;
  const queries = tf.tensor2d(u.vectors, [countOf(u), d]);
  const lengths = lengthsOf(u);
  try {
    for (const [block, [first, end]] of blocksOf(countOf(v), d).entries()) {
      const count = end - first;
      const bias = v.bias?.subarray(first, end) ?? new Float32Array(count);
      const vectors = v.vectors.subarray(first * d, end * d);
      const found = topScores(queries, vectors, bias, { scale, k: Math.min(k + SPARE, count) });
      const reach = Math.abs(scale) * bounds[block]!.length;
      // α is the same along a row, but rounds the exact scores it is added to.
      const spread = (row: number) =>
        2 * roundingError(d, reach * lengths[row]!, bounds[block]!.bias) + 2 ** -50 * Math.abs(u.bias?.[row] ?? 0);
      yield {
        first,
        count,
        candidates: Array.from(lengths, (_, row) => candidatesOf(found, row, k, count, spread(row))),
      };
    }
  } finally {
    queries.dispose();
  }
}

/** Columns `[first, end)` of every block. */
function blocksOf(count: number, dimension: number): [first: number, end: number][] {
  const columns = Math.ceil(BLOCK / dimension);
  return Array.from({ length: Math.ceil(count / columns) }, (_, i) => [
    i * columns,
    Math.min(count, (i + 1) * columns),
  ]);
}

interface Found {
  /** Best first. */
  readonly values: Float32Array;
  readonly indices: Int32Array;
  /** How many of each row. */
  readonly width: number;
}

function topScores(
  queries: tf.Tensor2D,
  vectors: Float32Array,
  bias: Float32Array,
  attributes: { scale: number; k: number },
): Found {
  return tf.tidy(() => {
    const inputs = { u: queries, v: tf.tensor2d(vectors, [bias.length, queries.shape[1]]), beta: tf.tensor1d(bias) };
    const outputs = runKernels(TOP_SCORES_KERNEL, inputs, attributes);
    const [values, indices] = outputs.map((output) => output.dataSync());
    return { values: values as Float32Array, indices: indices as Int32Array, width: attributes.k };
  });
}

function candidatesOf({ values, indices, width }: Found, row: number, k: number, count: number, spread: number) {
  const start = row * width;
  const least = values[start + Math.min(k, count) - 1]! - spread;
  let end = width;
  while (end > 0 && values[start + end - 1]! < least) end -= 1;
  const complete = end < width || width === count;
  return complete ? indices.slice(start, start + end).sort() : null;
}
