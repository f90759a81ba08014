import { RELU_GRADIENT_KERNEL } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type Infos, preferKernel, replaceKernel } from "../replace-kernel.js";

/** Elementwise functions that stock tfjs computes one element at a time. */
export function installActivations(heap: HeapKernels): void {
  const { pointer, output } = heap;
  for (const [kernelName, name] of [
    [tf.Exp, "exp"],
    [tf.Tanh, "tanh"],
    [tf.Sigmoid, "sigmoid"],
  ] as const)
    preferKernel(kernelName, ({ inputs }) => {
      const { x } = inputs as Infos;
      if (x.dtype !== "float32") return null;
      const out = output(x.shape);
      heap.kernels.activation({ name, x: pointer(x), out: pointer(out), size: tf.util.sizeFromShape(x.shape) });
      return out;
    });
  replaceKernel(RELU_GRADIENT_KERNEL, () => ({ inputs }) => {
    const { y, dy } = inputs as Infos;
    const dx = output(y.shape);
    const pointers = { x: pointer(y), dy: pointer(dy), dx: pointer(dx) };
    heap.kernels.activationGradient({ name: "relu", ...pointers, size: tf.util.sizeFromShape(y.shape) });
    return dx;
  });
}
