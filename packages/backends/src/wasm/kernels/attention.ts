import { ATTENTION_GRADIENT_KERNEL, ATTENTION_KERNEL } from "@crosstilt/core/backend";
import type * as tf from "@tensorflow/tfjs-core";
import { type HeapKernels, matrixShape } from "../heap.js";
import { type KernelCall, replaceKernel } from "../replace-kernel.js";

interface AttentionAttributes {
  readonly count: number;
  readonly heads: number;
}

/** Multi-head attention and its gradient, on the joint projection as it lies; memory linear in the tokens. */
export function installAttention(heap: HeapKernels): void {
  const { kernels, pointer, output } = heap;
  replaceKernel(ATTENTION_KERNEL, ({ inputs: { qkv }, attrs }: KernelCall<"qkv", AttentionAttributes>) => {
    const { shape, width } = layoutOf(qkv, attrs);
    const out = output([qkv.shape[0]!, width]);
    const logSum = output([shape.batch, shape.heads, shape.queries]);
    kernels.attention({ ...shape, ...parts(heap, qkv, width), out: pointer(out), logSum: pointer(logSum) });
    return [out, logSum];
  });
  replaceKernel(
    ATTENTION_GRADIENT_KERNEL,
    ({ inputs: { qkv, out, logSum, dy }, attrs }: KernelCall<"qkv" | "out" | "logSum" | "dy", AttentionAttributes>) => {
      const { shape, width } = layoutOf(qkv, attrs);
      const gradient = output(qkv.shape);
      const { q: dQ, k: dK, v: dV } = parts(heap, gradient, width);
      const saved = { out: pointer(out), logSum: pointer(logSum), dOut: pointer(dy) };
      kernels.attentionGradient({ ...shape, ...parts(heap, qkv, width), ...saved, dQ, dK, dV });
      return gradient;
    },
  );
}

/** Sizes and strides of queries, keys and values side by side, `[batch · count, 3 · heads · depth]`. */
function layoutOf(joint: tf.TensorInfo, { count, heads }: AttentionAttributes) {
  const [rows, columns] = matrixShape(joint);
  const width = columns / 3;
  const depth = width / heads;
  const strided = (row: number) => ({ batch: count * row, head: depth, row });
  const part = strided(columns);
  const layouts = { qLayout: part, kLayout: part, vLayout: part, outLayout: strided(width) };
  return { width, shape: { batch: rows / count, heads, queries: count, depth, ...layouts } };
}

function parts({ pointer }: HeapKernels, qkv: tf.TensorInfo, width: number) {
  const part = (index: number) => pointer(qkv) + 4 * index * width;
  return { q: part(0), k: part(1), v: part(2) };
}
