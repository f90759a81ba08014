import * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type KernelCall, preferKernel } from "../replace-kernel.js";

/** Softmax over the last axis. */
export function installSoftmax(heap: HeapKernels): void {
  preferKernel(tf.Softmax, ({ inputs: { logits }, attrs: { dim } }: KernelCall<"logits", { dim: number }>) => {
    const columns = logits.shape.at(-1) ?? 1;
    if (logits.dtype !== "float32" || dim !== logits.shape.length - 1) return null;
    const out = heap.output(logits.shape);
    const rows = columns === 0 ? 0 : tf.util.sizeFromShape(logits.shape) / columns;
    heap.kernels.softmax({ x: heap.pointer(logits), out: heap.pointer(out), rows, columns });
    return out;
  });
}
