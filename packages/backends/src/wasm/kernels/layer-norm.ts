import { LAYER_NORM_GRADIENT_KERNEL, LAYER_NORM_KERNEL } from "@crosstilt/core/backend";
import type * as tf from "@tensorflow/tfjs-core";
import { type HeapKernels, matrixShape } from "../heap.js";
import { type KernelCall, replaceKernel } from "../replace-kernel.js";

/** Layer norm of rows and its gradients, one pass each instead of some ten operations. */
export function installLayerNorm({ kernels, pointer, output }: HeapKernels): void {
  replaceKernel(
    LAYER_NORM_KERNEL,
    ({ inputs: { x, gain, bias }, attrs }: KernelCall<"x" | "gain" | "bias", Attributes>) => {
      const out = output(x.shape);
      const pointers = { x: pointer(x), gamma: pointer(gain), beta: pointer(bias), out: pointer(out) };
      kernels.layerNorm({ ...pointers, ...sizesOf(x, attrs) });
      return out;
    },
  );
  replaceKernel(
    LAYER_NORM_GRADIENT_KERNEL,
    ({ inputs: { x, gain, dy }, attrs }: KernelCall<"x" | "gain" | "dy", Attributes>) => {
      const [dx, dGamma, dBeta] = [output(x.shape), output(gain.shape), output(gain.shape)];
      const operands = { x: pointer(x), gamma: pointer(gain), dy: pointer(dy) };
      const gradients = { dx: pointer(dx), dGamma: pointer(dGamma), dBeta: pointer(dBeta) };
      kernels.layerNormGradient({ ...operands, ...gradients, ...sizesOf(x, attrs) });
      return [dx, dGamma, dBeta];
    },
  );
}

interface Attributes {
  readonly epsilon: number;
}

function sizesOf(x: tf.TensorInfo, { epsilon }: Attributes) {
  const [rows, columns] = matrixShape(x);
  return { rows, columns, epsilon };
}
