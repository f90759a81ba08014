import { LAYER_NORM_GRADIENT_KERNEL, LAYER_NORM_KERNEL } from "@crosstilt/core/backend";
import type { HeapKernels } from "../heap.js";
import { type Infos, type KernelInput, replaceKernel } from "../replace-kernel.js";

/** Layer norm of rows and its gradients, one pass each instead of some ten operations. */
export function installLayerNorm({ kernels, pointer, output }: HeapKernels): void {
  replaceKernel(LAYER_NORM_KERNEL, () => ({ inputs, attrs }) => {
    const { x, gain, bias } = inputs as Infos;
    const out = output(x.shape);
    const pointers = { x: pointer(x), gamma: pointer(gain), beta: pointer(bias), out: pointer(out) };
    kernels.layerNorm({ ...pointers, ...shapeOf(x.shape, attrs) });
    return out;
  });
  replaceKernel(LAYER_NORM_GRADIENT_KERNEL, () => ({ inputs, attrs }) => {
    const { x, gain, dy } = inputs as Infos;
    const outputs = [x, gain, gain].map(({ shape }) => output(shape));
    const [dx, dGamma, dBeta] = outputs.map(pointer);
    const pointers = { x: pointer(x), gamma: pointer(gain), dy: pointer(dy), dx, dGamma, dBeta };
    kernels.layerNormGradient({ ...pointers, ...shapeOf(x.shape, attrs) });
    return outputs;
  });
}

function shapeOf([rows, columns]: number[], attrs: KernelInput["attrs"]) {
  const { epsilon } = attrs as unknown as { epsilon: number };
  return { rows, columns, epsilon };
}
