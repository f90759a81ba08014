import * as tf from "@tensorflow/tfjs-core";

const SIZE = 384;
const REPEATS = 3;

/** Operations a second of matrix products on the current backend, the best of a few. */
export async function productRate(): Promise<number> {
  const matrix = tf.fill([SIZE, SIZE], 0.01);
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i <= REPEATS; i++) {
    const started = performance.now();
    const product = tf.matMul(matrix, matrix);
    await product.data();
    product.dispose();
    // The first one also compiles and allocates.
    if (i > 0) best = Math.min(best, performance.now() - started);
  }
  matrix.dispose();
  return (2 * SIZE ** 3) / (best / 1000);
}
