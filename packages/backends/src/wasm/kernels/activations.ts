import { GELU_GRADIENT_KERNEL, GELU_KERNEL, RELU_GRADIENT_KERNEL } from "@crosstilt/core/backend";
import type { ActivationName } from "@crosstilt/kernels-wasm";
import * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type KernelCall, preferKernel, replaceKernel } from "../replace-kernel.js";

/** Elementwise functions that stock tfjs computes one element at a time. */
export function installActivations(heap: HeapKernels): void {
  for (const [kernelName, name] of [
    [tf.Exp, "exp"],
    [tf.Tanh, "tanh"],
    [tf.Sigmoid, "sigmoid"],
  ] as const)
    preferKernel(kernelName, ({ inputs: { x } }: KernelCall<"x">) => {
      return x.dtype === "float32" ? value(heap, name, x) : null;
    });
  replaceKernel(GELU_KERNEL, ({ inputs: { x } }: KernelCall<"x">) => value(heap, "gelu", x));
  replaceKernel(GELU_GRADIENT_KERNEL, ({ inputs: { x, dy } }: KernelCall<"x" | "dy">) => {
    return gradient(heap, "gelu", x, dy);
  });
  replaceKernel(RELU_GRADIENT_KERNEL, ({ inputs: { y, dy } }: KernelCall<"y" | "dy">) => {
    return gradient(heap, "relu", y, dy);
  });
}

function value({ kernels, pointer, output }: HeapKernels, name: ActivationName, x: tf.TensorInfo): tf.TensorInfo {
  const out = output(x.shape);
  kernels.activation({ name, x: pointer(x), out: pointer(out), size: tf.util.sizeFromShape(x.shape) });
  return out;
}

function gradient(heap: HeapKernels, name: ActivationName, x: tf.TensorInfo, dy: tf.TensorInfo): tf.TensorInfo {
  const dx = heap.output(x.shape);
  const pointers = { x: heap.pointer(x), dy: heap.pointer(dy), dx: heap.pointer(dx) };
  heap.kernels.activationGradient({ name, ...pointers, size: tf.util.sizeFromShape(x.shape) });
  return dx;
}
