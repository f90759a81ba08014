import { sizeOf } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type KernelCall, preferKernel } from "../replace-kernel.js";

interface ReductionAttributes {
  readonly axis: number | number[];
  readonly keepDims: boolean;
}

/** Sums and means added block by block: stock tfjs adds float32 one after another (relative error 1e-2 at 10⁶ terms). */
export function installReductions(heap: HeapKernels): void {
  for (const name of [tf.Sum, tf.Mean])
    preferKernel(name, ({ inputs: { x }, attrs: { axis, keepDims } }: KernelCall<"x", ReductionAttributes>) => {
      if (x.dtype !== "float32") return null;
      const axes = tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
      const out = sumOver(heap, x, axes);
      if (name === tf.Mean) divide(heap.floats(out), sizeOf(axes.map((i) => x.shape[i]!)));
      return { ...out, shape: keepDims ? out.shape : x.shape.filter((_, i) => !axes.includes(i)) };
    });
}

/** Sums over sorted axes, which are kept with length 1. */
function sumOver(heap: HeapKernels, x: tf.TensorInfo, axes: readonly number[]): tf.TensorInfo {
  const last = axes.at(-1) ?? x.shape.length - 1;
  // Where the run of neighbouring axes that ends with the last one begins.
  const first = axes.length === 0 ? last + 1 : axes.findLast((axis, i) => axes[i - 1] !== axis - 1)!;
  const summed = sumRun(heap, x, first, last);
  const rest = axes.filter((axis) => axis < first);
  if (rest.length === 0) return summed;
  const out = sumOver(heap, summed, rest);
  heap.release(summed);
  return out;
}

function sumRun(heap: HeapKernels, x: tf.TensorInfo, first: number, last: number): tf.TensorInfo {
  const out = heap.output(x.shape.map((length, i) => (i >= first && i <= last ? 1 : length)));
  heap.kernels.sum({
    x: heap.pointer(x),
    out: heap.pointer(out),
    outer: sizeOf(x.shape.slice(0, first)),
    count: sizeOf(x.shape.slice(first, last + 1)),
    inner: sizeOf(x.shape.slice(last + 1)),
  });
  return out;
}

function divide(values: Float32Array, count: number): void {
  for (let i = 0; i < values.length; i++) values[i]! /= count;
}
