import * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type KernelCall, replaceKernel } from "../replace-kernel.js";

type OneHotAttributes = { dtype: string; depth: number; onValue: number; offValue: number };

/** One-hot rows of type float32: stock tfjs writes the bits of integers, which read as zeros. */
export function installOneHot(heap: HeapKernels): void {
  replaceKernel(tf.OneHot, (call: KernelCall<"indices", OneHotAttributes>, stock) => {
    const { dtype, depth, onValue, offValue } = call.attrs;
    if (dtype !== "float32") return stock!(call);
    const { indices } = call.inputs;
    const out = heap.output([...indices.shape, depth]);
    const [source, target] = [heap.integers(indices), heap.floats(out)];
    target.fill(offValue);
    for (let row = 0; row < source.length; row++)
      if (source[row]! >= 0 && source[row]! < depth) target[row * depth + source[row]!] = onValue;
    return out;
  });
}
