import {
  ATTENTION_GRADIENT_KERNEL,
  ATTENTION_KERNEL,
  hasKernel,
  runKernel,
  runKernels,
  withGradient,
} from "@crosstilt/core/backend";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Multi-head attention `softmax(q kᵀ/√d) v` of every sequence of `count` tokens, from queries, keys and values side by side
 * `[n · count, 3 · width]`; `[n · count, width]`. Where the backend has a kernel for it, memory is linear in the tokens.
 */
export function attention(qkv: tf.Tensor2D, count: number, heads: number): tf.Tensor2D {
  return hasKernel(ATTENTION_KERNEL) ? fusedAttention(qkv, count, heads) : plainAttention(qkv, count, heads);
}

function fusedAttention(qkv: tf.Tensor2D, count: number, heads: number): tf.Tensor2D {
  const shape = { count, heads };
  return withGradient((joint: tf.Tensor2D) => {
    const [value, logSum] = runKernels(ATTENTION_KERNEL, { qkv: joint }, shape) as [tf.Tensor2D, tf.Tensor];
    return {
      value,
      saved: [joint, value, logSum],
      gradient: (dy, [saved, out, sums]) => [
        runKernel(ATTENTION_GRADIENT_KERNEL, { qkv: saved, out, logSum: sums, dy }, shape),
      ],
    };
  })(qkv);
}

function plainAttention(qkv: tf.Tensor2D, count: number, heads: number): tf.Tensor2D {
  const width = qkv.shape[1] / 3;
  const size = width / heads;
  const part = (index: number) => {
    const columns = tf.slice(qkv, [0, index * width], [-1, width]);
    return tf.transpose(tf.reshape(columns, [-1, count, heads, size]), [0, 2, 1, 3]) as tf.Tensor4D;
  };
  const [query, key, value] = [part(0), part(1), part(2)];
  const scores = tf.matMul(tf.mul(query, 1 / Math.sqrt(size)), key, false, true);
  const mixed = tf.matMul(tf.softmax(scores), value);
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [-1, width]);
}
