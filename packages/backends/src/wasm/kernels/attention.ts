import { ATTENTION_GRADIENT_KERNEL, ATTENTION_KERNEL } from "@crosstilt/core/backend";
import type * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type Infos, type KernelInput, replaceKernel } from "../replace-kernel.js";

interface AttentionAttributes {
  readonly count: number;
  readonly heads: number;
}

/** Multi-head attention and its gradient, on the joint projection as it lies; memory linear in the tokens. */
export function installAttention(heap: HeapKernels): void {
  const { kernels, pointer, output } = heap;
  replaceKernel(ATTENTION_KERNEL, () => ({ inputs, attrs }) => {
    const { qkv } = inputs as Infos;
    const { shape, width } = layoutOf(qkv, attrs);
    const out = output([qkv.shape[0], width]);
    const logSum = output([shape.batch, shape.heads, shape.queries]);
    kernels.attention({ ...shape, ...parts(heap, qkv, width), out: pointer(out), logSum: pointer(logSum) });
    return [out, logSum];
  });
  replaceKernel(ATTENTION_GRADIENT_KERNEL, () => ({ inputs, attrs }) => {
    const { qkv, out, logSum, dy } = inputs as Infos;
    const { shape, width } = layoutOf(qkv, attrs);
    const gradient = output(qkv.shape);
    const { q: dQ, k: dK, v: dV } = parts(heap, gradient, width);
    const saved = { out: pointer(out), logSum: pointer(logSum), dOut: pointer(dy) };
    kernels.attentionGradient({ ...shape, ...parts(heap, qkv, width), ...saved, dQ, dK, dV });
    return gradient;
  });
}

/** Sizes and strides of queries, keys and values side by side, `[batch · count, 3 · heads · depth]`. */
function layoutOf({ shape: [rows, columns] }: tf.TensorInfo, attrs: KernelInput["attrs"]) {
  const { count, heads } = attrs as unknown as AttentionAttributes;
  const width = columns / 3;
  const depth = width / heads;
  const strided = (row: number) => ({ batch: count * row, head: depth, row });
  const joint = strided(columns);
  const layouts = { qLayout: joint, kLayout: joint, vLayout: joint, outLayout: strided(width) };
  return { width, shape: { batch: rows / count, heads, queries: count, depth, ...layouts } };
}

function parts({ pointer }: HeapKernels, qkv: tf.TensorInfo, width: number) {
  const [q, k, v] = [0, 1, 2].map((part) => pointer(qkv) + 4 * part * width);
  return { q, k, v };
}
