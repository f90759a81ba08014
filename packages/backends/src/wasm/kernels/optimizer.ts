import { ADAM_KERNEL } from "@crosstilt/core/backend";
import type * as tf from "@tensorflow/tfjs-core";
import type { HeapKernels } from "../heap.js";
import { type KernelCall, replaceKernel } from "../replace-kernel.js";

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
  replaceKernel(
    ADAM_KERNEL,
    ({
      inputs: { parameters, gradient, mean, square },
      attrs: { overwrite, ...hyper },
    }: KernelCall<"parameters" | "gradient" | "mean" | "square", AdamAttributes>) => {
      const room = (tensor: tf.TensorInfo) =>
        overwrite && heap.isOnlyOwner(tensor) ? heap.share(tensor) : heap.output(tensor.shape);
      const outputs = [room(parameters), room(mean), room(square)] as const;
      const named = ([p, m, v]: readonly [tf.TensorInfo, tf.TensorInfo, tf.TensorInfo]) => ({
        parameters: heap.pointer(p),
        firstMoments: heap.pointer(m),
        secondMoments: heap.pointer(v),
      });
      heap.kernels.adamStep({
        ...hyper,
        ...named([parameters, mean, square]),
        gradients: heap.pointer(gradient),
        out: named(outputs),
        size: parameters.shape[0]!,
        decoupled: true,
      });
      return [...outputs];
    },
  );
}
