import * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type Infos, type KernelInput, replaceKernel } from "../replace-kernel.js";
import { windowOf } from "./window.js";

/** Pooling gradients: the stock gradient of max pooling is wrong where all values of a window are negative. */
export function installPooling(heap: HeapKernels): void {
  const { kernels, pointer, output } = heap;
  replaceKernel(tf.MaxPool, () => ({ inputs, attrs }) => {
    const { x } = inputs as Infos;
    const info = geometry(attrs, x.shape);
    const out = output(info.outShape);
    kernels.maxPool({ ...windowOf(info), x: pointer(x), out: pointer(out) });
    return out;
  });
  replaceKernel(tf.MaxPoolGrad, () => ({ inputs, attrs }) => {
    const { dy, input: x } = inputs as Infos;
    const dx = output(x.shape);
    const pointers = { x: pointer(x), dy: pointer(dy), dx: pointer(dx) };
    kernels.maxPoolGradient({ ...windowOf(geometry(attrs, x.shape)), ...pointers });
    return dx;
  });
  replaceKernel(tf.AvgPoolGrad, () => ({ inputs, attrs }) => {
    const { dy, input: x } = inputs as Infos;
    const dx = output(x.shape);
    kernels.averagePoolGradient({ ...windowOf(geometry(attrs, x.shape)), dy: pointer(dy), dx: pointer(dx) });
    return dx;
  });
}

function geometry(attrs: KernelInput["attrs"], shape: number[]) {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as never as {
    filterSize: number;
    strides: number;
    pad: "same" | "valid" | number;
    dimRoundingMode: "floor";
  };
  const image = shape as [number, number, number, number];
  return tf.backend_util.computePool2DInfo(image, filterSize, strides, 1, pad, dimRoundingMode);
}
