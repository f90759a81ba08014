import * as tf from "@tensorflow/tfjs-core";
import { type HeapKernels, isWord } from "../heap.js";
import { type KernelCall, preferKernel } from "../replace-kernel.js";

/** Transposes: the stock kernel takes 60 ns an element from rank 5 on. */
export function installLayout(heap: HeapKernels): void {
  preferKernel(tf.Transpose, ({ inputs: { x }, attrs: { perm } }: KernelCall<"x", { perm: number[] }>) => {
    if (!isWord(x.dtype) || x.shape.length > 5) return null;
    const out = heap.output(
      perm.map((axis) => x.shape[axis]!),
      x.dtype,
    );
    heap.kernels.transpose({ x: heap.pointer(x), out: heap.pointer(out), shape: x.shape, permutation: perm });
    return out;
  });
}
