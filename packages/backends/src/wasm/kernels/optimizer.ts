import { ADAM_KERNEL } from "@crosstilt/core";
import type { HeapKernels } from "../heap.js";
import { type Infos, replaceKernel } from "../replace-kernel.js";

interface AdamAttributes {
  readonly step: number;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** One Adam or AdamW step over a flat buffer as a single kernel; the inputs are left as they are. */
export function installOptimizer(heap: HeapKernels): void {
  replaceKernel(ADAM_KERNEL, () => ({ inputs, attrs }) => {
    const { parameters, gradient, mean, square } = inputs as Infos;
    const outputs = [parameters, mean, square].map((tensor) => {
      const copy = heap.output(tensor.shape);
      heap.floats(copy).set(heap.floats(tensor));
      return copy;
    });
    const [p, m, v] = outputs.map(heap.pointer);
    heap.kernels.adamStep({
      ...(attrs as unknown as AdamAttributes),
      ...{ parameters: p, firstMoments: m, secondMoments: v, gradients: heap.pointer(gradient) },
      size: parameters.shape[0],
      decoupled: true,
    });
    return outputs;
  });
}
