import { ADAM_KERNEL } from "@crosstilt/core/backend";
import type * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type Infos, replaceKernel } from "../replace-kernel.js";

interface AdamAttributes {
  readonly step: number;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Whether the results may take the memory of parameters and moments, if nobody shares it. */
  readonly overwrite: boolean;
}

/** One Adam or AdamW step over a flat buffer as a single kernel. */
export function installOptimizer(heap: HeapKernels): void {
  replaceKernel(ADAM_KERNEL, () => ({ inputs, attrs }) => {
    const { parameters, gradient, mean, square } = inputs as Infos;
    const { overwrite, ...hyper } = attrs as unknown as AdamAttributes;
    const outputs = [parameters, mean, square].map((tensor) =>
      overwrite && heap.isOnlyOwner(tensor) ? heap.share(tensor) : heap.output(tensor.shape),
    );
    const named = (tensors: tf.TensorInfo[]) => {
      const [p, m, v] = tensors.map(heap.pointer);
      return { parameters: p, firstMoments: m, secondMoments: v };
    };
    heap.kernels.adamStep({
      ...hyper,
      ...named([parameters, mean, square]),
      gradients: heap.pointer(gradient),
      out: named(outputs),
      size: parameters.shape[0],
      decoupled: true,
    });
    return outputs;
  });
}
