import * as tf from "@tensorflow/tfjs-core";

/**
 * Multi-head attention `softmax(q kᵀ/√d) v` of every sequence, from queries, keys and values side by side
 * `[n · tokens, 3 · width]`; `[n · tokens, width]`.
 */
export function attention(qkv: tf.Tensor2D, count: number, heads: number): tf.Tensor2D {
  const width = qkv.shape[1] / 3;
  const size = width / heads;
  const [query, key, value] = [0, 1, 2].map((part) => {
    const columns = tf.slice(qkv, [0, part * width], [-1, width]);
    return tf.transpose(tf.reshape(columns, [-1, count, heads, size]), [0, 2, 1, 3]) as tf.Tensor4D;
  });
  const scores = tf.matMul(tf.mul(query, 1 / Math.sqrt(size)), key, false, true);
  const mixed = tf.matMul(tf.softmax(scores), value);
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [-1, width]);
}
