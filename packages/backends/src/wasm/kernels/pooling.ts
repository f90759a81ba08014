import * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type KernelCall, replaceKernel } from "../replace-kernel.js";
import { windowOf } from "./window.js";

/** Pooling gradients: the stock gradient of max pooling is wrong where all values of a window are negative. */
export function installPooling(heap: HeapKernels): void {
  const { kernels, pointer, output } = heap;
  replaceKernel(tf.MaxPool, ({ inputs: { x }, attrs }: KernelCall<"x", Window>) => {
    const info = geometry(attrs, x.shape);
    const out = output(info.outShape);
    kernels.maxPool({ ...windowOf(info), x: pointer(x), out: pointer(out) });
    return out;
  });
  replaceKernel(tf.MaxPoolGrad, ({ inputs: { dy, input: x }, attrs }: KernelCall<"dy" | "input", Window>) => {
    const dx = output(x.shape);
    const pointers = { x: pointer(x), dy: pointer(dy), dx: pointer(dx) };
    kernels.maxPoolGradient({ ...windowOf(geometry(attrs, x.shape)), ...pointers });
    return dx;
  });
  replaceKernel(tf.AvgPoolGrad, ({ inputs: { dy, input: x }, attrs }: KernelCall<"dy" | "input", Window>) => {
    const dx = output(x.shape);
    kernels.averagePoolGradient({ ...windowOf(geometry(attrs, x.shape)), dy: pointer(dy), dx: pointer(dx) });
    return dx;
  });
}

interface Window {
  readonly filterSize: number;
  readonly strides: number;
  readonly pad: "same" | "valid" | number;
  readonly dimRoundingMode: "floor";
}

function geometry({ filterSize, strides, pad, dimRoundingMode }: Window, shape: number[]) {
  const image = shape as [number, number, number, number];
  return tf.backend_util.computePool2DInfo(image, filterSize, strides, 1, pad, dimRoundingMode);
}
