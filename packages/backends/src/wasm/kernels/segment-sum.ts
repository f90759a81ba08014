import * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type KernelCall, replaceKernel } from "../replace-kernel.js";

/** Sums of rows by segment, the gradient of `gather`, which stock tfjs lacks on wasm. */
export function installSegmentSum(heap: HeapKernels): void {
  replaceKernel(
    tf.UnsortedSegmentSum,
    ({
      inputs: { x, segmentIds },
      attrs: { numSegments },
    }: KernelCall<"x" | "segmentIds", { numSegments: number }>) => {
      const rowShape = x.shape.slice(segmentIds.shape.length);
      const width = tf.util.sizeFromShape(rowShape);
      const out = heap.output([numSegments, ...rowShape]);
      const [source, segments, target] = [heap.floats(x), heap.integers(segmentIds), heap.floats(out)];
      target.fill(0);
      for (let row = 0; row < segments.length; row++) {
        if (segments[row]! < 0) continue;
        for (let i = 0; i < width; i++) target[segments[row]! * width + i]! += source[row * width + i]!;
      }
      return out;
    },
  );
}
