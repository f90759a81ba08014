import * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type Infos, preferKernel } from "../replace-kernel.js";

/** Softmax over the last axis. */
export function installSoftmax(heap: HeapKernels): void {
  preferKernel(tf.Softmax, ({ inputs, attrs }) => {
    const { logits } = inputs as Infos;
    const { dim } = attrs as unknown as { dim: number };
    const columns = logits.shape.at(-1) ?? 1;
    if (logits.dtype !== "float32" || dim !== logits.shape.length - 1) return null;
    const out = heap.output(logits.shape);
    const rows = columns === 0 ? 0 : tf.util.sizeFromShape(logits.shape) / columns;
    heap.kernels.softmax({ x: heap.pointer(logits), out: heap.pointer(out), rows, columns });
    return out;
  });
}
