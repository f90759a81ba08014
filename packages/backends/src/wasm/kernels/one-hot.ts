import * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type Infos, replaceKernel } from "../replace-kernel.js";

type OneHotAttributes = { dtype: string; depth: number; onValue: number; offValue: number };

/** One-hot rows of type float32: stock tfjs writes the bits of integers, which read as zeros. */
export function installOneHot(heap: HeapKernels): void {
  replaceKernel(tf.OneHot, (stock) => (input) => {
    const { dtype, depth, onValue, offValue } = input.attrs as unknown as OneHotAttributes;
    if (dtype !== "float32") return stock!(input) as tf.TensorInfo;
    const { indices } = input.inputs as Infos;
    const out = heap.output([...indices.shape, depth]);
    const [source, target] = [heap.integers(indices), heap.floats(out)];
    target.fill(offValue);
    for (let row = 0; row < source.length; row++)
      if (source[row] >= 0 && source[row] < depth) target[row * depth + source[row]] = onValue;
    return out;
  });
}
